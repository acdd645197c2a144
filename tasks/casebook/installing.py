"""The first version of an agent that runs here: kept, and pinned, so that what later code ships is a draft."""

from typing import Any

from sqlalchemy import Row, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.spec import Agent
from tasks.casebook.agent_versions import Version, activations_of, keep, version_kept
from tasks.casebook.audit import record, serialise
from tasks.casebook.database import writing
from tasks.casebook.tables import agent_activations, now
from tasks.settings import settings

NOBODY = ""
"""Whose word an installed version runs by: the first one needs nobody's."""
FIRST = "The first that ran here."


async def installed(agent: Agent[Any, Any]) -> Version:
    """Return the version of the agent that is active for the tenant; the first time it is the one that the code brings.

    From then on it is pinned, and goes back to be had, whatever later code ships.
    """
    async with writing() as connection:
        standing = await standing_activations(connection, agent)
        return await version_kept(connection, agent.name, standing[-1].version)


async def standing_activations(connection: AsyncConnection, agent: Agent[Any, Any]) -> list[Row[Any]]:
    """Return the activations that are not undone, oldest first, at least that of the installed version.

    Whoever else changes them waits.
    """
    await serialise(connection)
    standing = [row for row in await activations_of(connection, agent.name) if row.undone_at is None]
    if standing:
        return standing
    await keep(connection, agent)
    await append(connection, agent.name, version=agent.prompt_version, person=NOBODY, comment=FIRST)
    told = {"version": agent.prompt_version}
    await record(connection, "installation", "agent version installed", f"agent:{agent.name}", **told)
    return [row for row in await activations_of(connection, agent.name) if row.undone_at is None]


async def append(connection: AsyncConnection, agent: str, **values: str) -> None:
    """Let a version run from now on, by a person's word."""
    before = await activations_of(connection, agent)
    number = before[-1].number + 1 if before else 1
    row = {"tenant": settings().tenant, "agent": agent, "number": number, "at": now(), **values}
    await connection.execute(insert(agent_activations).values(row))
