"""How each version of an agent stands: draft, evaluated, active or retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from agents.scores import RULES, Evaluated
from agents.spec import Agent
from tasks.casebook.agent_versions import Version, activations_of, shipped, versions_of
from tasks.casebook.database import reading
from tasks.casebook.evaluations import made

State = Literal["draft", "evaluated", "active", "retired"]


@dataclass(frozen=True)
class Standing:
    """One version of an agent: nothing of it is kept apart, so that it cannot contradict what was done."""

    version: str
    state: State
    shipped: bool
    """It is the prompt that the code brings."""
    pinned: bool
    """It is active, and has run; the shipped one of an agent that was never asked is active and not pinned yet."""
    unfit: str
    """Why the code cannot run it, a part of a sentence; empty where it can."""
    scores: dict[str, str]
    """The last score by each of those who were asked, in words."""
    activations: tuple[Row[Any], ...]


async def standings(agent: Agent[Any, Any]) -> list[Standing]:
    """Return the agent's versions, oldest first, the shipped one last where it is not kept yet."""
    async with reading() as connection:
        kept = await versions_of(connection, agent.name)
        if agent.prompt_version not in {one.version for one in kept}:
            kept.append(shipped(agent))
        activations = await activations_of(connection, agent.name)
        scored = {one.version: await made(connection, agent.name, one.version) for one in kept}
    return [_standing(agent, one, activations, scored[one.version]) for one in kept]


def _standing(
    agent: Agent[Any, Any], one: Version, activations: Sequence[Row[Any]], scored: Sequence[Evaluated]
) -> Standing:
    pinned = next((row.version for row in reversed(activations) if row.undone_at is None), None)
    mine = tuple(row for row in activations if row.version == one.version)
    if one.version == (pinned or agent.prompt_version):
        state: State = "active"
    elif mine:
        state = "retired"
    else:
        state = "evaluated" if scored else "draft"
    return Standing(
        version=one.version,
        state=state,
        shipped=one.version == agent.prompt_version,
        pinned=one.version == pinned,
        unfit=one.unfit(agent),
        scores={each.by: _score(each) for each in scored},
        activations=mine,
    )


def _score(evaluated: Evaluated) -> str:
    told = f"{evaluated.score}, {evaluated.score.passed} of {len(evaluated.results)} cases passed"
    lessons = "" if evaluated.prompt_version == evaluated.version or evaluated.by == RULES else ", with lessons"
    return told + lessons


def waiting(agent: Agent[Any, Any], standing: Sequence[Standing]) -> str:
    """Return what an operator should know of the prompt that the code brings; empty where it is the active one."""
    active = next(one for one in standing if one.state == "active")
    if active.shipped:
        return ""
    runs = (
        f"version {active.version} cannot run, since {active.unfit}, so the code's prompt {agent.prompt_version} runs, "
        "by nobody's word"
        if active.unfit
        else f"version {active.version} goes on running, the code's prompt {agent.prompt_version} is a draft"
    )
    return (
        f"{agent.name}: {runs}: `countersign evaluate {agent.name}`, then `countersign agents activate {agent.name}`, "
        "makes it active."
    )
