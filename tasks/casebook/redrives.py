"""How often a story was driven again without getting further: a case's, or that of a run which has no case yet."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record, serialise
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import answers, approvals, cases, effects, now, redrives
from tasks.casebook.upsert import insert_once
from tasks.settings import settings

LIMIT = 5
"""How often a story is tried again at the same place."""

Kind = Literal["case", "run"]


class Claim(StrEnum):
    """Whether a story may be driven again."""

    GRANTED = "granted"
    HELD = "held"
    """The last attempt still has its time, or a newer one is under way."""
    SPENT = "spent"
    """Every attempt had its time, and none got further."""


async def claim_redrive(kind: Kind, number: UUID, epoch: int = 0, *, why: str) -> Claim:
    """Claim the right to drive the story's attempt `epoch` again, for one keeper.

    The count begins again once the case has a new answer, decision or sent effect, whichever run owns it. Each
    attempt has the settings' silence to show itself before the next may be claimed.
    """
    async with reading() as connection:
        claim, _ = await _judged(connection, kind, number, epoch)
    if claim is not Claim.GRANTED:  # asked every few seconds: only what may be granted takes the lock to write
        return claim
    async with writing() as connection:
        await serialise(connection)
        claim, times = await _judged(connection, kind, number, epoch)
        if claim is Claim.GRANTED:
            await _count(connection, f"{kind}:{number}", times + 1, await _progress(connection, kind, number), epoch)
            await record(connection, "keeper", f"{kind} re-driven", f"{kind}:{number}", why=why, epoch=epoch)
    return claim


async def _judged(connection: AsyncConnection, kind: Kind, number: UUID, epoch: int) -> tuple[Claim, int]:
    """Return the claim's fate, and how often the story was driven again since it last got further."""
    if kind == "case" and await _newest(connection, number) != epoch:
        return Claim.HELD, 0
    row = await _row(connection, f"{kind}:{number}")
    if row is None:
        return Claim.GRANTED, 0
    clock = (await connection.execute(select(now()))).scalar_one()
    if row.epoch == epoch and row.held_until > clock:
        return Claim.HELD, row.times
    times = row.times if row.progress == await _progress(connection, kind, number) else 0
    return (Claim.GRANTED if times < LIMIT else Claim.SPENT), times


async def _newest(connection: AsyncConnection, case: UUID) -> int:
    return (await connection.execute(select(cases.c.epoch).where(cases.c.id == case))).scalar_one()


async def _progress(connection: AsyncConnection, kind: Kind, number: UUID) -> int:
    """Return how many answers, questions, decisions and sent effects the case has; 0 for a run without a case."""
    if kind == "run":
        return 0
    rows = (
        answers.c.case_id == number,
        approvals.c.case_id == number,
        (approvals.c.case_id == number) & (approvals.c.status != "pending"),
        (effects.c.case_id == number) & (effects.c.status == "sent"),
    )
    return sum([(await connection.execute(select(func.count()).where(one))).scalar_one() for one in rows])


async def _row(connection: AsyncConnection, subject: str) -> Row[Any] | None:
    query = select(redrives).where(redrives.c.tenant == settings().tenant, redrives.c.object == subject)
    return (await connection.execute(query)).one_or_none()


async def _count(connection: AsyncConnection, subject: str, times: int, progress: int, epoch: int) -> None:
    clock = (await connection.execute(select(now()))).scalar_one()
    counted = {
        "times": times,
        "progress": progress,
        "epoch": epoch,
        "held_until": clock + timedelta(seconds=settings().silence_seconds),
    }
    key = {"tenant": settings().tenant, "object": subject}
    if not await insert_once(connection, redrives, **key, **counted):
        at = (redrives.c.tenant == key["tenant"], redrives.c.object == subject)
        await connection.execute(update(redrives).where(*at).values(counted))
