"""Cases: who owns one, which attempt may still act, and what it waits for."""

import json
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pydantic import BaseModel
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.dead_letters import resolve
from tasks.casebook.tables import cases, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings

CASES = UUID("6f8b5a5e-5d0c-4c0e-9c55-0a7a3d0e9b11")
"""Namespace of case ids: the same tenant, process and natural key is the same case everywhere."""


UNRECORDED = 0
"""The epoch of what is no business process: it has no row, and no newer attempt can take it over."""


class Case(BaseModel, frozen=True):
    """One running business process, as one attempt of its owner holds it."""

    id: UUID
    tenant: str
    process: str
    steps: frozenset[str]
    epoch: int
    requester: str | None
    views: str = ""
    """Place of what gives the views on its data, as its process declares it."""

    def declared(self, step: str) -> str:
        """Return `step`, refusing a name that the process does not declare ("name", "name/part", "name#round")."""
        name = step.partition("#")[0].partition("/")[0]
        if name not in self.steps:
            raise UndeclaredStep(f"Step '{step}' of {self.process} is not declared: add '{name}' to its PROCESS.")
        return step


class UndeclaredStep(LookupError):
    """A step that the process does not declare."""


class StaleEpoch(RuntimeError):
    """An older attempt of a case woke up: a newer one has taken over, this one may do nothing more."""


class BriefConflict(ValueError):
    """Another brief on the natural key of a case that exists."""


def case_id(process: str, natural_key: dict[str, Any]) -> UUID:
    """Return the id of the case with this natural key."""
    return uuid5(CASES, canonical_json([settings().tenant, process, natural_key]).decode())


def outside_of_cases(number: UUID, process: str, step: str) -> Case:
    """Return what calls stand under that belong to no business process, such as an evaluation's."""
    return Case(
        id=number,
        tenant=settings().tenant,
        process=process,
        steps=frozenset({step}),
        epoch=UNRECORDED,
        requester=None,
    )


async def exists(process: str, natural_key: dict[str, Any]) -> bool:
    """Tell whether the tenant has a case with this natural key."""
    async with reading() as connection:
        query = select(cases.c.id).where(cases.c.id == case_id(process, natural_key))
        return (await connection.execute(query)).one_or_none() is not None


async def claim(
    process: str,
    natural_key: dict[str, Any],
    brief: dict[str, Any],
    *,
    owner: UUID,
    requester: str | None,
    over: UUID | None = None,
) -> Row[Any]:
    """Open the case or take it up again, raising its epoch; return its row.

    The row's `owner` is another run's where that one still tells the story, and its epoch stays; a closed case stays
    closed. Raise `BriefConflict` where the case was opened with another brief.
    """
    number = case_id(process, natural_key)
    async with writing() as connection:
        created = await insert_once(
            connection,
            cases,
            id=number,
            tenant=settings().tenant,
            process=process,
            natural_key=canonical_json(natural_key).decode(),
            brief=canonical_json(brief).decode(),
            requester=requester,
            state="running",
            owner=owner,
            epoch=0,
            opened_at=now(),
            updated_at=now(),
        )
        row = (await connection.execute(select(cases).where(cases.c.id == number).with_for_update())).one()
        _refuse_other_brief(row, brief)
        if row.state == "closed" or row.owner not in (owner, over):
            return row
        await connection.execute(
            update(cases)
            .where(cases.c.id == number)
            .values(
                epoch=row.epoch + 1,
                owner=owner,
                state="running",
                waits_for=None,
                alive_at=now(),
                updated_at=now(),
                wake_claimed_until=None,
            )
        )
        await record(
            connection,
            f"run:{owner}",
            "case opened" if created else "case taken up",
            f"case:{number}",
            epoch=row.epoch + 1,
        )
        await resolve(connection, f"case:{number}", f"run {owner} took the case up")
        return (await connection.execute(select(cases).where(cases.c.id == number))).one()


def _refuse_other_brief(row: Row[Any], brief: dict[str, Any]) -> None:
    asked, standing = json.loads(canonical_json(brief)), json.loads(row.brief)
    # A field that a later version of the code added, or took away, does not make it another brief.
    differing = sorted(key for key in asked.keys() & standing.keys() if asked[key] != standing[key])
    if differing:
        said = "; ".join(f"{key}: {standing.get(key)!r} there, {asked.get(key)!r} asked" for key in differing)
        raise BriefConflict(
            f"Case {row.id} has this key already with another brief ({said}): "
            "start it with the same brief, or raise `revision` to restate it."
        )


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


async def find(reference: str) -> Row[Any]:
    """Return the tenant's case whose id begins with `reference`; raise LookupError where none or several do."""
    async with reading() as connection:
        rows = (await connection.execute(select(cases).where(cases.c.tenant == settings().tenant))).all()
    found = [row for row in rows if str(row.id).startswith(reference)]
    if len(found) != 1:
        raise LookupError(
            f"{f'{len(found)} cases' if found else 'No case'} of tenant '{settings().tenant}' "
            f"{'begin' if found else 'begins'} with '{reference}': `countersign cases` lists them."
        )
    return found[0]


async def listing() -> list[Row[Any]]:
    """Return the tenant's cases, newest first."""
    async with reading() as connection:
        query = select(cases).where(cases.c.tenant == settings().tenant).order_by(cases.c.opened_at.desc())
        return list((await connection.execute(query)).all())


async def running() -> list[Row[Any]]:
    """Return the tenant's running cases."""
    async with reading() as connection:
        query = select(cases).where(cases.c.tenant == settings().tenant, cases.c.state == "running")
        return list((await connection.execute(query)).all())


async def database_now() -> datetime:
    """Return the database's time."""
    async with reading() as connection:
        return (await connection.execute(select(now()))).scalar_one()


async def closed(case: UUID) -> bool:
    """Tell whether the case is closed, whatever its outcome."""
    async with reading() as connection:
        return (
            await connection.execute(select(cases.c.state).where(cases.c.id == case))
        ).scalar_one_or_none() == "closed"


async def released(case: UUID) -> bool:
    """Tell whether the case is closed with something released."""
    async with reading() as connection:
        outcome = (await connection.execute(select(cases.c.outcome).where(cases.c.id == case))).scalar_one_or_none()
    return outcome is not None and json.loads(outcome).get("status") == "released"
