"""Make a version of an agent the one that runs, by a person's word, and go back to the one before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.comparing import judged_anew
from agents.doubts import doubts_about
from agents.evaluation import EvaluationCase
from agents.scores import Evaluated
from agents.spec import Agent
from tasks.casebook.agent_versions import Version, keep, version_kept
from tasks.casebook.audit import record
from tasks.casebook.database import writing
from tasks.casebook.evaluations import made
from tasks.casebook.installing import append, standing_activations
from tasks.casebook.lessons_told import ways_told
from tasks.casebook.tables import agent_activations, now
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings

NO_WORSE = "It scores no lower than the active version."
BACK = "Back to the version before."


class ActivationRefused(PermissionError):
    """A version that may not be made active, or not without a reason."""


async def activate(agent: Agent[Any, Any], chosen: Version, word: Word, cases: Sequence[EvaluationCase]) -> list[str]:
    """Let `chosen` run from now on; return why it may be worse than the version before, by the agent's cases of today.

    Raise `ActivationRefused` for a version that cannot run or was never evaluated, and for one with such doubts where
    the word gives no reason; raise `WordRefused` for a person whom no policy names. The last two are audited.
    """
    processes = list(await ways_told(agent.name))
    async with writing() as connection:
        active = (await standing_activations(connection, agent))[-1].version
        _check(agent, chosen, active)
        runs = [await _runs(connection, agent, version, cases) for version in (chosen.version, active)]
        if not runs[0]:
            raise ActivationRefused(
                f"Version {chosen.version} was never evaluated: `countersign evaluate {agent.name} --version "
                f"{chosen.version}` does it."
            )
        doubts = doubts_about(runs[0], runs[1], cases, processes)
        refused = await _refusal(connection, word, doubts)
        told = {"version": chosen.version, "before": active, "doubts": doubts}
        if refused is None:
            given = _with_reason(word, NO_WORSE)
            await keep(connection, chosen.of(agent))
            whose = {"person": given.person, "comment": given.comment}
            await append(connection, agent.name, version=chosen.version, **whose)
            await record(connection, word.actor, "agent version activated", _subject(agent), **told, **given.told)
        else:
            told |= {"what": "activate", "why": str(refused), **word.told}
            await record(connection, word.actor, "word refused", _subject(agent), **told)
    if refused is not None:
        raise refused
    return doubts


async def back(agent: Agent[Any, Any], word: Word) -> str:
    """Let the version before the active one run again; return its name.

    It needs no reason: whoever sees harm done goes back at once. Raise `ActivationRefused` where there is none before
    that can run, and `WordRefused` for a person whom no policy names, which is audited.
    """
    given = _with_reason(word, BACK)
    async with writing() as connection:
        standing = await standing_activations(connection, agent)
        before = await _before(connection, agent, standing)
        why_not = await given.refusal(connection, None)
        told = {"version": before, "left": standing[-1].version, **given.told}
        if why_not:
            await record(connection, word.actor, "word refused", _subject(agent), what="back", why=why_not, **told)
        else:
            await _undo(connection, agent.name, standing[-1].number)
            await record(connection, word.actor, "agent version taken back", _subject(agent), **told)
    if why_not:
        raise WordRefused(why_not)
    return before


def _check(agent: Agent[Any, Any], chosen: Version, active: str) -> None:
    if active == chosen.version:
        raise ActivationRefused(f"Version {active} of agent '{agent.name}' is active already.")
    if chosen.unfit(agent):
        raise ActivationRefused(f"Version {chosen.version} cannot run: {chosen.unfit(agent)}.")


async def _runs(
    connection: AsyncConnection, agent: Agent[Any, Any], version: str, cases: Sequence[EvaluationCase]
) -> list[Evaluated]:
    return [judged_anew(agent, cases, one) for one in await made(connection, agent.name, version)]


async def _refusal(connection: AsyncConnection, word: Word, doubts: Sequence[str]) -> PermissionError | None:
    if doubts and not word.comment.strip():
        return ActivationRefused(f"{' '.join(doubts)} Say with --comment why it is to run all the same.")
    why_not = await _with_reason(word, NO_WORSE).refusal(connection, None)
    return WordRefused(why_not) if why_not else None


async def _before(connection: AsyncConnection, agent: Agent[Any, Any], standing: Sequence[Row[Any]]) -> str:
    if len(standing) < 2:
        raise ActivationRefused(
            f"Agent '{agent.name}' has no version before: {standing[-1].version} is the first that ran here. "
            f"`countersign agents versions {agent.name}` lists those that can be made active."
        )
    kept = await version_kept(connection, agent.name, standing[-2].version)
    if kept.unfit(agent):
        raise ActivationRefused(f"The version before, {kept.version}, cannot run: {kept.unfit(agent)}.")
    return kept.version


def _subject(agent: Agent[Any, Any]) -> str:
    return f"agent:{agent.name}"


def _with_reason(word: Word, reason: str) -> Word:
    return word if word.comment.strip() else replace(word, comment=reason)


async def _undo(connection: AsyncConnection, agent: str, number: int) -> None:
    mine = (agent_activations.c.tenant == settings().tenant, agent_activations.c.agent == agent)
    await connection.execute(
        update(agent_activations).where(*mine, agent_activations.c.number == number).values(undone_at=now())
    )
