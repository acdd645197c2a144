"""Who may use which tool: granted, limited and revoked by people while the system runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record, serialise
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import now, tool_grants, tool_schemas
from tasks.casebook.tool_terms import Quota
from tasks.casebook.upsert import put
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings

EVERY_AGENT = "*"


class GrantRefused(ValueError):
    """A grant of a tool that nobody may be given as it is now."""


@dataclass(frozen=True)
class Grant:
    """What people last said on one agent's use of a tool."""

    granted: bool
    quota: Quota
    """Of each agent, beside the tool's own."""
    person: str
    comment: str
    at: datetime


async def grant(tool: str, agent: str, quota: Quota, word: Word, *, schema: str) -> None:
    """Let an agent (or `EVERY_AGENT` that names it) use a tool, within limits; the next call sees it.

    `schema` is the hash of the tool's schema: it counts as accepted where none was before. Raise `GrantRefused` where
    another one was, and `WordRefused` for a person whom no policy names, audited.
    """
    limits = vars(quota)
    async with writing() as connection:
        why_not = await _why_not(connection, word, tool, "granted")
        if not why_not:
            pinned = await accepted(connection, tool)
            if pinned not in (None, schema):
                raise GrantRefused(
                    f"Tool '{tool}' is not what was accepted any more: read what it says now with `countersign tools "
                    f"show {tool}`, then `countersign tools accept {tool} --comment TEXT`, and grant it after that."
                )
            if pinned is None:
                await _pin(connection, tool, schema, word)
            await _put(connection, tool, agent, True, quota, word)
            told = {"agent": agent, **{name: each for name, each in limits.items() if each is not None}}
            await record(connection, word.actor, "tool granted", f"tool:{tool}", schema=schema, **told, **word.told)
    if why_not:
        raise WordRefused(why_not)


async def revoke(tool: str, agent: str, word: Word) -> None:
    """Take a tool from an agent, or with `EVERY_AGENT` from all, those included that have a grant of their own.

    Raise `WordRefused` for a person whom no policy names, audited.
    """
    async with writing() as connection:
        why_not = await _why_not(connection, word, tool, "revoked")
        if not why_not:
            if agent == EVERY_AGENT:
                mine = (tool_grants.c.tenant == settings().tenant, tool_grants.c.tool == tool)
                await connection.execute(delete(tool_grants).where(*mine))
            await _put(connection, tool, agent, False, Quota(), word)
            await record(connection, word.actor, "tool revoked", f"tool:{tool}", agent=agent, **word.told)
    if why_not:
        raise WordRefused(why_not)


async def accept(tool: str, schema: str, word: Word) -> None:
    """Take a tool's schema as it is now for the one that agents may use.

    Raise `WordRefused` for a person whom no policy names, audited.
    """
    async with writing() as connection:
        why_not = await _why_not(connection, word, tool, "accepted")
        if not why_not:
            before = await accepted(connection, tool)
            await _pin(connection, tool, schema, word)
            told = {"schema": schema, "before": before, **word.told}
            await record(connection, word.actor, "tool schema accepted", f"tool:{tool}", **told)
    if why_not:
        raise WordRefused(why_not)


async def standing(connection: AsyncConnection, tool: str, agent: str) -> Grant | None:
    """Return what holds for an agent: what was said of it, else of every agent, else None."""
    mine = (tool_grants.c.tenant == settings().tenant, tool_grants.c.tool == tool)
    query = select(tool_grants).where(*mine, tool_grants.c.agent.in_((agent, EVERY_AGENT)))
    rows = {row.agent: row for row in await connection.execute(query)}
    row = rows.get(agent) or rows.get(EVERY_AGENT)
    return None if row is None else _grant(row)


async def accepted(connection: AsyncConnection, tool: str) -> str | None:
    """Return the hash of the tool's accepted schema, None where nobody has accepted one."""
    mine = (tool_schemas.c.tenant == settings().tenant, tool_schemas.c.tool == tool)
    return (await connection.execute(select(tool_schemas.c.sha256).where(*mine))).scalar_one_or_none()


async def is_accepted(tool: str, schema: str) -> bool:
    """Tell whether this schema is the one that a person accepted for the tool."""
    async with reading() as connection:
        return await accepted(connection, tool) == schema


async def listing() -> tuple[Mapping[tuple[str, str], Grant], Mapping[str, str]]:
    """Return the tenant's grants by tool and agent, and the accepted schemas' hashes by tool."""
    async with reading() as connection:
        rows = await connection.execute(select(tool_grants).where(tool_grants.c.tenant == settings().tenant))
        grants = {(row.tool, row.agent): _grant(row) for row in rows}
        pins = await connection.execute(select(tool_schemas).where(tool_schemas.c.tenant == settings().tenant))
        return grants, {row.tool: row.sha256 for row in pins}


async def _why_not(connection: AsyncConnection, word: Word, tool: str, what: str) -> str | None:
    """Return why this word does not count, audited, after waiting for whoever else changes grants."""
    await serialise(connection)
    why_not = await word.refusal(connection, None)
    if why_not:
        await record(connection, word.actor, "word refused", f"tool:{tool}", what=what, why=why_not, **word.told)
    return why_not


async def _put(connection: AsyncConnection, tool: str, agent: str, granted: bool, quota: Quota, word: Word) -> None:
    key = {"tenant": settings().tenant, "tool": tool, "agent": agent}
    said = {"granted": granted, "person": word.person, "comment": word.comment, "at": now()}
    await put(connection, tool_grants, key, **said, **vars(quota))


async def _pin(connection: AsyncConnection, tool: str, schema: str, word: Word) -> None:
    key = {"tenant": settings().tenant, "tool": tool}
    said = {"sha256": schema, "person": word.person, "comment": word.comment, "at": now()}
    await put(connection, tool_schemas, key, **said)


def _grant(row: Row[tuple[object, ...]]) -> Grant:
    quota = Quota(row.per_minute, row.per_day, row.per_case)
    return Grant(row.granted, quota, row.person, row.comment, row.at)
