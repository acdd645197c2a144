"""Calls that nobody settled: their process ended, or gave them up. What was set aside for them counts as spent."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.admission import Desk, Intent
from tasks.casebook.database import reading, writing
from tasks.casebook.places import IN_FLIGHT
from tasks.casebook.tables import model_calls, now
from tasks.settings import settings

LOST = "lost"
MOST = 500
"""Calls that one look settles."""


async def settle_overdue() -> int:
    """Settle the tenant's calls that can be in flight no more; return how many there were."""
    async with reading() as connection:
        at = (await connection.execute(select(now()))).scalar_one()
        if not await _overdue(connection, at):
            return 0
    async with writing() as connection:
        rows = await _overdue(connection, at)
        desk = await Desk.loaded(connection, [intent_of(row) for row in rows], at)
        settled = await book(connection, desk, rows)
        await desk.save(connection)
    return settled


async def of_steps(connection: AsyncConnection, steps: Collection[tuple[UUID, str]]) -> list[Row[Any]]:
    """Return the calls of these steps that are in flight: an earlier attempt's, as each step has one asker."""
    these = tuple_(model_calls.c.case_id, model_calls.c.step).in_(list(steps))
    return list((await connection.execute(_of_tenant().where(these))).all())


async def in_flight(connection: AsyncConnection, calls: Collection[UUID]) -> set[UUID]:
    """Return those of the calls that nobody has settled, held until the transaction ends."""
    query = _of_tenant(model_calls.c.id).where(model_calls.c.id.in_(calls)).with_for_update()
    return set((await connection.execute(query)).scalars())


def intent_of(row: Row[Any]) -> Intent:
    """Return what the call was let through as, as far as it is needed to settle it."""
    return Intent(
        step=row.step,
        agent=row.agent,
        prompt_version=row.prompt_version,
        provider=row.provider,
        asked=row.asked,
        attempt=row.attempt,
        request_sha256=row.request_sha256,
        tokens=0,
        reserve=row.reserved,
        caps=json.loads(row.caps),
    )


async def book(connection: AsyncConnection, desk: Desk, rows: Sequence[Row[Any]]) -> int:
    """Count what was set aside for the calls as spent, since it may have been charged; return how many it was for.

    The desk was loaded for their intents before, so that rows are locked in the order in which all others lock them.
    """
    lost = await in_flight(connection, [row.id for row in rows]) if rows else set[UUID]()
    for row in rows:
        if row.id not in lost:
            continue
        desk.book(intent_of(row), row.reserved)
        await connection.execute(
            update(model_calls)
            .where(model_calls.c.id == row.id)
            .values(outcome=LOST, detail="its process ended", cost=row.reserved, reserved=0)
        )
    return len(lost)


async def _overdue(connection: AsyncConnection, at: datetime) -> list[Row[Any]]:
    query = _of_tenant().where(model_calls.c.ends_by <= at).order_by(model_calls.c.ends_by).limit(MOST)
    return list((await connection.execute(query)).all())


def _of_tenant(*columns: Any) -> Any:
    mine = (model_calls.c.tenant == settings().tenant, model_calls.c.outcome == IN_FLIGHT)
    return select(*(columns or (model_calls,))).where(*mine)
