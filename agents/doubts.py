"""Why a version may be worse than the one that runs."""

from collections.abc import Mapping

from agents.scores import RULES, Comparison, Evaluated, compared


def doubts_about(made: Mapping[str, Evaluated], active: Mapping[str, Evaluated]) -> list[str]:
    """Return why a version may be worse than the active one, one sentence each, by the last evaluations of both.

    Each mapping is by who answered. The rules read no prompt, so how they did says nothing of a version.
    """
    models = {by: one for by, one in made.items() if by != RULES}
    if not models:
        return ["Only the rules were evaluated, and they read no prompt: nothing is known of how good it is."]
    comparisons = {by: compared(one, active[by]) for by, one in models.items() if by in active}
    found = [_lower(by, one) for by, one in comparisons.items() if one is not None and one.lower]
    if not any(comparisons.values()):
        found.append("No model was asked the same cases under it and under the active version.")
    return found


def _lower(by: str, comparison: Comparison) -> str:
    now, before = comparison.now, comparison.before
    return (
        f"By {by} it scores {now} with {now.passed} of {comparison.cases} cases passed, lower than the active "
        f"version's {before} with {before.passed}: {comparison.why}."
    )
