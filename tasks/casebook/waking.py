"""Which cases are due, and which keeper may wake one: derived from cases and approvals, claimed by compare-and-set."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import approvals, audit, cases, now
from tasks.settings import settings

CLAIM = timedelta(seconds=5)
"""How long one keeper has a case to itself; after that a resume that did not take is tried again."""


async def due() -> list[Row[Any]]:
    """Return the tenant's sleeping cases whose approval is decided or whose date has come, unless a keeper has them."""
    async with reading() as connection:
        clock: datetime = (await connection.execute(select(now()))).scalar_one()
        rows = (await connection.execute(_sleeping(clock))).all()
        decided = {
            (row.case_id, row.step)
            for row in await connection.execute(
                select(approvals.c.case_id, approvals.c.step).where(
                    approvals.c.tenant == settings().tenant,
                    approvals.c.status != "pending",
                    approvals.c.case_id.in_([row.id for row in rows]),
                )
            )
        }
    return [row for row in rows if _is_due(row, decided, clock)]


async def claim_wake(case: UUID) -> bool:
    """Take the sleeping case for this keeper; return whether it was free."""
    async with writing() as connection:
        clock: datetime = (await connection.execute(select(now()))).scalar_one()
        result = await connection.execute(
            update(cases)
            .where(cases.c.id == case, cases.c.state == "waiting", _unclaimed(clock))
            .values(wake_claimed_until=clock + CLAIM)
        )
        return result.rowcount == 1


async def make_due(connection: AsyncConnection, of: Collection[UUID], **because: str) -> None:
    """Let the keeper run the cases again, as a decision does, in the transaction of what they waited for."""
    clock = (await connection.execute(select(now()))).scalar_one()
    waits_for = canonical_json({"date": clock, **because}).decode()
    await connection.execute(
        update(cases)
        .where(cases.c.id.in_(of), cases.c.state != "closed")
        .values(state="waiting", waits_for=waits_for, wake_claimed_until=None, updated_at=now())
    )


async def waiting_for(connection: AsyncConnection, what: str, name: str) -> list[UUID]:
    """Return the tenant's sleeping cases that wait for the person's word of this kind and name."""
    mine = (cases.c.tenant == settings().tenant, cases.c.state == "waiting")
    rows = await connection.execute(select(cases.c.id, cases.c.waits_for).where(*mine))
    return [row.id for row in rows if json.loads(row.waits_for).get(what) == name]


async def without_case(runs: list[UUID]) -> list[UUID]:
    """Return those of the Prefect runs that never told a case of the tenant, in their order."""
    telling = select(cases.c.owner).where(cases.c.tenant == settings().tenant, cases.c.owner.in_(runs))
    async with reading() as connection:
        owners = set((await connection.execute(telling)).scalars())
        rest = [run for run in runs if run not in owners]
        actors = {f"run:{run}" for run in rest}
        told = select(audit.c.actor).where(audit.c.tenant == settings().tenant, audit.c.actor.in_(actors)).distinct()
        former = set((await connection.execute(told)).scalars()) if rest else set()
    return [run for run in rest if f"run:{run}" not in former]


def _sleeping(clock: datetime) -> Any:
    return select(cases).where(cases.c.tenant == settings().tenant, cases.c.state == "waiting", _unclaimed(clock))


def _unclaimed(clock: datetime) -> Any:
    return or_(cases.c.wake_claimed_until.is_(None), cases.c.wake_claimed_until <= clock)


def _is_due(row: Row[Any], decided: set[tuple[UUID, str]], clock: datetime) -> bool:
    waits = json.loads(row.waits_for)
    if "approval" in waits:
        return (row.id, waits["approval"]) in decided
    # What waits for a person's word is made due by that word.
    return "date" in waits and datetime.fromisoformat(waits["date"]) <= clock
