"""Why a version may be worse than the one that runs."""

from collections.abc import Sequence

from agents.comparing import Comparison, compared
from agents.evaluation import EvaluationCase
from agents.scores import RULES, Evaluated


def doubts_about(
    made: Sequence[Evaluated], active: Sequence[Evaluated], cases: Sequence[EvaluationCase], processes: Sequence[str]
) -> list[str]:
    """Return why a version may be worse than the active one, one sentence each, by the runs of both on `cases`.

    `processes` are those in which the agent is told its lessons today, "" for without any. All runs of what is told
    there count, oldest first and judged anew, so that asking again until it is lucky helps little. The rules read no
    prompt, so how they did says nothing of a version.
    """
    mine, theirs = _by_model(made, processes), _by_model(active, processes)
    if all(run.by == RULES for run in made):
        return ["Only the rules were evaluated, and they read no prompt: nothing is known of how good it is."]
    found = [
        f"{by} answered under the active version and was not asked under this one." for by in theirs if by not in mine
    ]
    both = {by: compared(runs, theirs[by], cases) for by, runs in mine.items() if by in theirs}
    for by, one in both.items():
        found += _of(by, one, (len(mine[by]), len(theirs[by])))
    alike = {mine[by][0].process for by, one in both.items() if one.cases}
    for process in processes:
        if process not in alike:
            told = f", as it is told in {process}" if process else ""
            found.append(f"No model was asked the same cases under it and under the active version{told}.")
    return found


def _by_model(runs: Sequence[Evaluated], processes: Sequence[str]) -> dict[str, list[Evaluated]]:
    """Return the runs of each model in each process, of those the ones that were told what the last one was."""
    asked = [run for run in runs if run.by != RULES and run.process in processes]
    told = {run.by: run.prompt_version for run in asked}
    found: dict[str, list[Evaluated]] = {}
    for run in asked:
        if run.prompt_version == told[run.by]:
            found.setdefault(run.by, []).append(run)
    return found


def _of(by: str, one: Comparison, runs: tuple[int, int]) -> list[str]:
    found = []
    if one.left:
        found.append(
            f"By {by} {len(one.left)} of {one.cases + len(one.left)} cases were not asked under both: {one.left_named}."
        )
    if one.lower:
        now, before = (_mean(runs[0]), _mean(runs[1]))
        found.append(
            f"By {by} it scores {one.now} with {one.now.passed:g} of {one.cases} cases passed{now}, lower than the "
            f"active version's {one.before} with {one.before.passed:g}{before}: {one.why}."
        )
    return found


def _mean(runs: int) -> str:
    return f" (the mean of {runs} runs)" if runs > 1 else ""
