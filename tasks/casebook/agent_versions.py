"""Versions of agents: which prompt runs, since when, and by whose word.

A version is a prompt with the form of its answer. The first one that runs here is installed, and stays until a person
makes another active, whatever prompt later code brings.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.prompt_names import unknown_names
from agents.spec import Agent, Req, Resp
from reports.canonical import sha256
from tasks.casebook.database import reading
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
    """Return the version that is active of each agent of the tenant that has run."""
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


async def version_kept(connection: AsyncConnection, agent: str, version: str) -> Version:
    """Return a version that is kept, by its whole name."""
    return {one.version: one for one in await versions_of(connection, agent)}[version]


async def activations_of(connection: AsyncConnection, agent: str) -> list[Row[Any]]:
    """Return who made which version of the agent active, oldest first; those undone too."""
    mine = (agent_activations.c.tenant == settings().tenant, agent_activations.c.agent == agent)
    return list(await connection.execute(select(agent_activations).where(*mine).order_by(agent_activations.c.number)))


def _version(row: Row[Any]) -> Version:
    return Version(row.agent, row.version, row.prompt, row.schema_sha256, row.at)
