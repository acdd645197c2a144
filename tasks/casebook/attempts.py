"""What only the newest attempt of a case may do: write under it, sleep, and end it."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json
from tasks.casebook.audit import record
from tasks.casebook.cases import UNRECORDED, Case
from tasks.casebook.database import writing
from tasks.casebook.tables import cases, now


class StaleEpoch(RuntimeError):
    """An older attempt of a case woke up: a newer one has taken over, this one may do nothing more."""


async def guard(connection: AsyncConnection, case: Case) -> None:
    """Lock the case's row and refuse an attempt that is no longer the newest."""
    stale = await stale_among(connection, [case])
    if stale:
        raise stale[case]


async def stale_among(connection: AsyncConnection, of: Collection[Case]) -> dict[Case, StaleEpoch]:
    """Lock the cases' rows; return the refusal of each attempt that is not its case's newest."""
    of = [case for case in of if case.epoch != UNRECORDED]
    query = select(cases.c.id, cases.c.epoch).where(cases.c.id.in_({case.id for case in of})).order_by(cases.c.id)
    newest = {row.id: row.epoch for row in await connection.execute(query.with_for_update())}
    return {case: _too_old(case, newest[case.id]) for case in of if newest[case.id] != case.epoch}


def _too_old(case: Case, newest: int) -> StaleEpoch:
    return StaleEpoch(f"Case {case.id} is at attempt {newest}, this is attempt {case.epoch}: it may do nothing more.")


async def put_to_sleep(case: Case, waits_for: dict[str, Any]) -> None:
    """Write down what the case waits for, before its run suspends."""
    async with writing() as connection:
        await guard(connection, case)
        await connection.execute(
            update(cases)
            .where(cases.c.id == case.id)
            .values(
                state="waiting",
                waits_for=canonical_json(waits_for).decode(),
                updated_at=now(),
                wake_claimed_until=None,
            )
        )


async def show_alive(case: Case) -> bool:
    """Note that the attempt is alive; return False where it is no longer the newest."""
    async with writing() as connection:
        result = await connection.execute(
            update(cases).where(cases.c.id == case.id, cases.c.epoch == case.epoch).values(alive_at=now())
        )
        return result.rowcount == 1


async def close(case: Case, outcome: dict[str, Any]) -> dict[str, Any]:
    """End the case with its outcome, once; return the outcome that stands."""
    async with writing() as connection:
        await guard(connection, case)
        row = (await connection.execute(select(cases).where(cases.c.id == case.id))).one()
        if row.state == "closed":
            return json.loads(row.outcome)
        text = canonical_json(outcome).decode()
        await connection.execute(
            update(cases)
            .where(cases.c.id == case.id)
            .values(state="closed", outcome=text, waits_for=None, updated_at=now())
        )
        await record(connection, f"run:{row.owner}", "case closed", f"case:{case.id}", outcome=outcome)
        return json.loads(text)
