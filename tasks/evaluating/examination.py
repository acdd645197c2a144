"""Evaluate a version of an agent by its rules and by providers, and say where it does worse than what runs."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from agents.comparing import Comparison, compared, judged_anew
from agents.scores import Evaluated
from agents.spec import Agent
from tasks.asking.failures import LanguageModelRefused
from tasks.casebook import evaluations
from tasks.casebook.agent_versions import version_named
from tasks.casebook.budgets import BudgetReached
from tasks.casebook.installing import installed
from tasks.casebook.lessons_told import ways_told
from tasks.evaluating.files import evaluation_of
from tasks.evaluating.run import Candidate, Examiner, by_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID


class CannotRun(ValueError):
    """A version that the code can no longer run."""


@dataclass
class Examined:
    """What came of evaluating one version of an agent."""

    agent: Agent[Any, Any]
    """As the version tells it."""
    version: str
    active: str
    """The version that runs."""
    told: dict[str, list[str]]
    """The lessons that it was told, by process, none by ""."""
    evaluated: list[Evaluated] = field(default_factory=list)
    lower: list[str] = field(default_factory=list)
    """Where it does worse than before, one sentence each."""
    incomparable: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
    """Who could not be asked to the end, and why."""

    @property
    def is_draft(self) -> bool:
        return self.version != self.active


async def examined(agent: Agent[Any, Any], version: str | None, examiners: "Sequence[Examiner]") -> Examined:
    """Return how a version of the agent, the shipped one for None, does by its rules and by each examiner; keep it.

    Each examiner is asked once for each way in which the agent is told its prompt, by the lessons of its processes.
    Raise `FileRefused` for an evaluation file that is not in order, LookupError for an unknown version and `CannotRun`
    for one whose form of an answer is not the code's.
    """
    chosen = await version_named(agent, version)
    if chosen.unfit(agent):
        raise CannotRun(f"Version {chosen.version} of agent '{agent.name}' cannot be evaluated: {chosen.unfit(agent)}.")
    active, told = await installed(agent), await ways_told(agent.name)
    candidate = Candidate(chosen.of(agent), chosen.version, evaluation_of(agent))
    found = Examined(candidate.agent, chosen.version, active.version, told)
    await _add(found, candidate, uuid4(), by_rules(candidate))
    for examiner in examiners:
        if examiner.provider.model(agent.tier) is None:
            found.unasked.append(f"{examiner.provider.name} has no {agent.tier} model, so {agent.name} was not asked.")
            continue
        for process, lessons in told.items():
            await _examine(found, examiner, replace(candidate, process=process, lessons=tuple(lessons)))
    return found


async def _examine(found: Examined, examiner: Examiner, candidate: Candidate) -> None:
    try:
        number, evaluated = await examiner.evaluated(candidate)
    except (BudgetReached, LanguageModelRefused) as error:
        name = found.agent.name
        found.unasked.append(f"{name} by {examiner.provider.name} was not evaluated to the end: {error}")
    else:
        await _add(found, candidate, number, evaluated)


async def _add(found: Examined, candidate: Candidate, number: "UUID", evaluated: Evaluated) -> None:
    """Keep an evaluation, once it is compared with the last one of the active version by the same rules or provider."""
    before = await evaluations.last(evaluated, found.active)
    if before is not None:
        cases = candidate.evaluation.cases
        _compare(found, evaluated, before, compared([evaluated], [judged_anew(found.agent, cases, before)], cases))
    found.evaluated.append(evaluated)
    await evaluations.store(number, candidate.agent, evaluated)


def _compare(found: Examined, now: Evaluated, before: Evaluated, comparison: Comparison) -> None:
    what = "the active version" if found.is_draft else "the evaluation before"
    if comparison.left:
        found.incomparable.append(
            f"{now.agent} by {now.by}: {what} was not asked {comparison.left_named}, which is not compared: evaluate "
            f"version {before.version} again with `countersign evaluate {now.agent} --version {before.version}`."
        )
    if comparison.lower:
        differing = "" if before.by == now.by else f", then by {before.by}"
        found.lower.append(
            f"{now.agent} by {now.by}: {comparison.now} with {comparison.now.passed:g} of {comparison.cases} cases "
            f"passed is lower than {what}'s {comparison.before} with {comparison.before.passed:g} "
            f"({before.prompt_version}{differing}): {comparison.why}."
        )
