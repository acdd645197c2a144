"""Cases: what one is, and which run owns it."""

import json
from typing import Any
from uuid import UUID, uuid5

from pydantic import BaseModel
from sqlalchemy import Row, select, update

from reports.canonical import canonical_json
from tasks.casebook.audit import record
from tasks.casebook.database import writing
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
