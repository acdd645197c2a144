"""Versions of agents: which prompt runs, since when, and by whose word.

A version is a prompt with the form of its answer. As long as none was made active the shipped prompt runs; once one is,
it stays, whatever prompt later code brings.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.prompt_names import unknown_names
from agents.spec import Agent, Req, Resp
from reports.canonical import sha256
from tasks.casebook.audit import record, serialise
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import agent_activations, agent_versions, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


@dataclass(frozen=True)
class Version:
    """One version of an agent, as it was kept."""

    agent: str
    version: str
    prompt: str
    schema_sha256: str
    at: datetime | None

    def of(self, agent: Agent[Req, Resp]) -> Agent[Req, Resp]:
        """Return the agent as this version tells it."""
        return replace(agent, told=self.prompt)

    def unfit(self, agent: Agent[Any, Any]) -> str:
        """Return why the code can no longer run this version, a part of a sentence; empty where it can."""
        if self.schema_sha256 != sha256(agent.response_schema):
            return "its form of an answer is no longer the code's"
        gone = unknown_names(self.of(agent))
        return f"its prompt names {', '.join(sorted(gone))}, which the agent no longer has" if gone else ""


def shipped(agent: Agent[Any, Any]) -> Version:
    """Return the version that the code brings; it is not kept by that."""
    return Version(agent.name, agent.prompt_version, agent.prompt, sha256(agent.response_schema), None)


async def keep(connection: AsyncConnection, agent: Agent[Any, Any]) -> None:
    """Keep the agent's version, unless it is kept already."""
    kept = shipped(agent)
    told = {"version": kept.version, "prompt": kept.prompt, "schema_sha256": kept.schema_sha256}
    await insert_once(connection, agent_versions, tenant=settings().tenant, agent=agent.name, at=now(), **told)


async def active_versions() -> dict[str, Version]:
    """Return the version that was made active of each agent of the tenant for which one was."""
    query = (
        select(agent_versions)
        .join(
            agent_activations,
            (agent_activations.c.tenant == agent_versions.c.tenant)
            & (agent_activations.c.agent == agent_versions.c.agent)
            & (agent_activations.c.version == agent_versions.c.version),
        )
        .where(agent_versions.c.tenant == settings().tenant, agent_activations.c.undone_at.is_(None))
        .order_by(agent_activations.c.number)
    )
    async with reading() as connection:
        return {row.agent: _version(row) for row in await connection.execute(query)}


async def versions_of(connection: AsyncConnection, agent: str) -> list[Version]:
    """Return the agent's versions that are kept, oldest first."""
    mine = (agent_versions.c.tenant == settings().tenant, agent_versions.c.agent == agent)
    rows = await connection.execute(select(agent_versions).where(*mine).order_by(agent_versions.c.at))
    return [_version(row) for row in rows]


async def version_named(agent: Agent[Any, Any], version: str | None) -> Version:
    """Return the version of the agent whose name begins so, the shipped one for None; raise LookupError."""
    if version is None:
        return shipped(agent)
    async with reading() as connection:
        kept = {one.version: one for one in (*await versions_of(connection, agent.name), shipped(agent))}
    found = [one for name, one in kept.items() if name.startswith(version)]
    if len(found) != 1:
        raise LookupError(
            f"{len(found) or 'No'} versions of agent '{agent.name}' begin with '{version}': "
            f"`countersign agents versions {agent.name}` lists them."
        )
    return found[0]


async def activations_of(connection: AsyncConnection, agent: str, *, lock: bool = False) -> list[Row[Any]]:
    """Return who made which version of the agent active, oldest first; those undone too."""
    mine = (agent_activations.c.tenant == settings().tenant, agent_activations.c.agent == agent)
    query = select(agent_activations).where(*mine).order_by(agent_activations.c.number)
    return list(await connection.execute(query.with_for_update() if lock else query))


async def retire(agent: Agent[Any, Any], version: Version, why: str) -> bool:
    """Take back a version that the code cannot run, and all beneath it, so that the shipped one runs; once."""
    standing = (
        agent_activations.c.tenant == settings().tenant,
        agent_activations.c.agent == agent.name,
        agent_activations.c.undone_at.is_(None),
    )
    async with writing() as connection:
        await serialise(connection)  # as those do who activate and go back, or the two would wait for each other
        done = await connection.execute(update(agent_activations).where(*standing).values(undone_at=now()))
        if done.rowcount:
            told = {"version": version.version, "why": why, "runs": agent.prompt_version}
            await record(connection, "keeper", "agent version retired", f"agent:{agent.name}", **told)
    return bool(done.rowcount)


def _version(row: Row[Any]) -> Version:
    return Version(row.agent, row.version, row.prompt, row.schema_sha256, row.at)
