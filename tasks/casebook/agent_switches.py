"""Agents that a person has switched off: they are not asked until a person switches them on again."""

from typing import Any

from sqlalchemy import Row, delete, select

from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import agents_off, now
from tasks.casebook.upsert import insert_once
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings
from tasks.single_flight import single_flight


async def switched_off() -> dict[str, Row[Any]]:
    """Return the tenant's agents that are off, by name, with who said so and why."""
    return await single_flight(("agents off", settings().casebook_url, settings().tenant), _switched_off)


async def _switched_off() -> dict[str, Row[Any]]:
    query = select(agents_off).where(agents_off.c.tenant == settings().tenant)
    async with reading() as connection:
        return {row.agent: row for row in await connection.execute(query)}


async def switch(agent: str, word: Word, *, on: bool) -> bool:
    """Switch the tenant's agent on or off; return whether that changed anything.

    Raise `WordRefused` for a person whom no policy names; the refusal is audited.
    """
    subject, what = f"agent:{agent}", f"agent switched {'on' if on else 'off'}"
    mine = (agents_off.c.tenant == settings().tenant, agents_off.c.agent == agent)
    changed = False
    async with writing() as connection:
        why_not = await word.refusal(connection, None)
        if why_not:
            await record(connection, word.actor, "word refused", subject, what=what, why=why_not, **word.told)
        else:
            if on:
                changed = (await connection.execute(delete(agents_off).where(*mine))).rowcount == 1
            else:
                row = {"tenant": settings().tenant, "agent": agent, "person": word.person, "comment": word.comment}
                changed = await insert_once(connection, agents_off, **row, at=now())
            if changed:
                await record(connection, word.actor, what, subject, **word.told)
    if why_not:
        raise WordRefused(why_not)
    return changed
