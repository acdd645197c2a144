"""Notices: what people should hear of beside their cases, each told once.

A notice is written in the transaction that makes it true; a keeper tells it later, as the outbox of that transaction.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.database import reading, writing
from tasks.casebook.tables import notices, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings

CLAIMED_FOR = timedelta(minutes=2)
"""For this long one keeper tells a notice alone; a call to Slack ends well before."""
PATIENCE = timedelta(seconds=20)
"""Pause after an attempt that certainly failed."""
SHOWN = 200


async def say(connection: AsyncConnection, key: str, text: str) -> None:
    """Write a notice down, unless one with this key was."""
    row = {"tenant": settings().tenant, "key": key, "text": text, "attempts": 0, "message": ""}
    await insert_once(connection, notices, **row, at=now())


async def untold() -> list[Row[Any]]:
    """Return the tenant's notices that nobody has heard and no keeper is telling, oldest first."""
    async with reading() as connection:
        clock = (await connection.execute(select(now()))).scalar_one()
        query = _of_tenant().where(notices.c.told_at.is_(None), _unclaimed(clock)).order_by(notices.c.at)
        return list((await connection.execute(query)).all())


async def claim(key: str) -> int | None:
    """Take a notice to tell; return how many attempts there were before, None where another keeper has it."""
    async with writing() as connection:
        clock = (await connection.execute(select(now()))).scalar_one()
        mine = (*_key(key), notices.c.told_at.is_(None), _unclaimed(clock))
        values = {"claimed_until": clock + CLAIMED_FOR, "attempts": notices.c.attempts + 1}
        taken = await connection.execute(update(notices).where(*mine).values(**values))
        if taken.rowcount != 1:
            return None
        return (await connection.execute(select(notices.c.attempts).where(*_key(key)))).scalar_one() - 1


async def told(key: str, message: str) -> None:
    """Note that a notice was told, and where."""
    async with writing() as connection:
        values = {"told_at": now(), "message": message, "claimed_until": None}
        await connection.execute(update(notices).where(*_key(key)).values(**values))


async def put_off(key: str, before: int) -> None:
    """Give back a notice that this attempt certainly told nobody; `before` are the attempts whose end is unknown."""
    async with writing() as connection:
        clock = (await connection.execute(select(now()))).scalar_one()
        values = {"claimed_until": clock + PATIENCE, "attempts": before}
        await connection.execute(update(notices).where(*_key(key)).values(**values))


async def latest() -> list[Row[Any]]:
    """Return the tenant's latest notices, oldest first."""
    async with reading() as connection:
        query = _of_tenant().order_by(notices.c.at.desc()).limit(SHOWN)
        return list(reversed((await connection.execute(query)).all()))


def _of_tenant() -> Any:
    return select(notices).where(notices.c.tenant == settings().tenant)


def _key(key: str) -> tuple[Any, Any]:
    return notices.c.tenant == settings().tenant, notices.c.key == key


def _unclaimed(clock: Any) -> Any:
    return or_(notices.c.claimed_until.is_(None), notices.c.claimed_until <= clock)
