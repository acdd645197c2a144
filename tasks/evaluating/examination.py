"""Evaluate a version of an agent by its rules and by providers, and say where it does worse than what runs."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from agents.lessons import with_lessons
from agents.scores import Evaluated, compared
from agents.spec import Agent
from tasks.asking.failures import LanguageModelRefused
from tasks.casebook import evaluations, lessons
from tasks.casebook.agent_versions import Version, version_named
from tasks.casebook.budgets import BudgetReached
from tasks.casebook.installing import installed
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
    """As it was told: with the lessons of the house."""
    version: str
    active: str
    """The version that runs."""
    lessons: int
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

    Raise `FileRefused` for an evaluation file that is not in order, LookupError for an unknown version and `CannotRun`
    for one whose form of an answer is not the code's.
    """
    chosen = await version_named(agent, version)
    if chosen.unfit(agent):
        raise CannotRun(f"Version {chosen.version} of agent '{agent.name}' cannot be evaluated: {chosen.unfit(agent)}.")
    active = await installed(agent)
    told = [row.text for row in await lessons.accepted() if row.agent == agent.name]
    candidate = Candidate(with_lessons(chosen.of(agent), told), chosen.version, evaluation_of(agent))
    found = Examined(candidate.agent, chosen.version, active.version, len(told))
    await _add(found, chosen.of(agent), active, uuid4(), by_rules(candidate))
    for examiner in examiners:
        if examiner.provider.model(agent.tier) is None:
            found.unasked.append(f"{examiner.provider.name} has no {agent.tier} model, so {agent.name} was not asked.")
            continue
        try:
            number, evaluated = await examiner.evaluated(candidate)
        except (BudgetReached, LanguageModelRefused) as error:
            found.unasked.append(f"{agent.name} by {examiner.provider.name} was not evaluated to the end: {error}")
            continue
        await _add(found, chosen.of(agent), active, number, evaluated)
    return found


async def _add(
    found: Examined, agent: Agent[Any, Any], active: Version, number: "UUID", evaluated: Evaluated
) -> None:
    """Keep an evaluation, once it is compared with the last one by the same rules or provider."""
    before = await evaluations.last(agent.name, evaluated.provider, active.version)
    if before is not None:
        _compare(found, evaluated, before)
    found.evaluated.append(evaluated)
    await evaluations.store(number, agent, evaluated)


def _compare(found: Examined, now: Evaluated, before: Evaluated) -> None:
    comparison = compared(now, before)
    what = "the active version" if found.is_draft and before.version == found.active else "the evaluation before"
    if comparison is None:
        found.incomparable.append(
            f"{now.agent} by {now.by}: {what} had other cases, so the two cannot be compared: evaluate version "
            f"{before.version} again with `countersign evaluate {now.agent} --version {before.version}`."
        )
    elif comparison.lower:
        differing = "" if before.by == now.by else f", then by {before.by}"
        found.lower.append(
            f"{now.agent} by {now.by}: {comparison.now} with {comparison.now.passed} of {comparison.cases} cases "
            f"passed is lower than {what}'s {comparison.before} with {comparison.before.passed} "
            f"({before.prompt_version}{differing}): {comparison.why}."
        )
