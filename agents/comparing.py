"""How two versions of an agent stand to each other: their answers, judged by today's cases and checks."""

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import Any, NamedTuple

from pydantic import ValidationError

from agents.evaluation import EvaluationCase
from agents.judging import judged, unanswered
from agents.scores import CaseResult, Evaluated, Score
from agents.spec import Agent

NAMED = 3
"""At most this many cases are named in a sentence."""


class Comparison(NamedTuple):
    """Runs of two versions on the cases that all of them have; of several runs of one the means count."""

    cases: int
    before: Score
    now: Score
    fallen: tuple[str, ...]
    """Each case that passes less often than before, with the reason."""
    left: tuple[str, ...]
    """Names of the cases that are not in both."""

    @property
    def lower(self) -> bool:
        return self.now < self.before

    @property
    def why(self) -> str:
        """Return what does worse, as the end of a sentence."""
        more = f"; and {len(self.fallen) - NAMED} more" if len(self.fallen) > NAMED else ""
        return "; ".join(self.fallen[:NAMED]) + more if self.fallen else "fewer checks are met"

    @property
    def left_named(self) -> str:
        """Return the cases that are not in both, as a part of a sentence; empty where all are."""
        named = ", ".join(f"'{name}'" for name in self.left[:NAMED])
        return f"{named} and {len(self.left) - NAMED} more" if len(self.left) > NAMED else named


def judged_anew(agent: Agent[Any, Any], cases: Sequence[EvaluationCase], made: Evaluated) -> Evaluated:
    """Return an evaluation with what it holds on `cases`, judged by their checks and the agent's as they are today.

    So a change of a check changes both sides of a comparison alike. An answer that has no longer the form that the
    agent answers in is left out, as if it had not been given.
    """
    results = [
        found
        for case in cases
        for one in made.results
        if one.sha256 == case.sha256 and (found := _judged(agent, case, one)) is not None
    ]
    return made.model_copy(update={"results": tuple(results)})


def compared(now: Sequence[Evaluated], before: Sequence[Evaluated], cases: Sequence[EvaluationCase]) -> Comparison:
    """Return how the runs of a version stand to those of another on `cases`, all of them judged anew."""
    new, old = _by_case(now), _by_case(before)
    both = [case.name for case in cases if case.name in new and case.name in old]
    fallen = [_fallen(name, new[name]) for name in both if _passed(new[name]) < _passed(old[name])]
    left = [case.name for case in cases if case.name not in both]
    return Comparison(len(both), _score(old, both), _score(new, both), tuple(fallen), tuple(left))


def _judged(agent: Agent[Any, Any], case: EvaluationCase, result: CaseResult) -> CaseResult | None:
    if result.answer is None:
        why = (result.failures or ("it never came",))[-1][:200].rstrip(" .")
        return result.model_copy(update={"name": case.name, "checks": unanswered(case, why)})
    try:
        response = agent.response.model_validate(result.answer)
    except ValidationError:
        return None
    return result.model_copy(update={"name": case.name, "checks": judged(agent, case, response)})


def _by_case(runs: Sequence[Evaluated]) -> dict[str, list[CaseResult]]:
    found: dict[str, list[CaseResult]] = defaultdict(list)
    for run in runs:
        for one in run.results:
            found[one.name].append(one)
    return found


def _passed(results: Sequence[CaseResult]) -> float:
    return fmean(one.passed for one in results)


def _score(runs: dict[str, list[CaseResult]], names: Sequence[str]) -> Score:
    if not names:
        return Score(0, 0)
    held = fmean(fmean(one.held for one in runs[name]) for name in names)
    return Score(round(sum(_passed(runs[name]) for name in names), 4), round(held, 4))


def _fallen(name: str, results: Sequence[CaseResult]) -> str:
    failed = [one.failed for one in results if not one.passed]
    often = "fails" if len(results) == 1 else f"fails in {len(failed)} of {len(results)} runs"
    return f"case '{name}' now {often}: {failed[-1].rstrip('.')}"
