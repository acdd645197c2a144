"""Closed cases as later ones of their process may read them: of the same tenant and process, and never the reader."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.tables import answers, cases

LATEST = 2_000
"""Closed cases that are looked through."""


async def closed(reader: Case, key: Mapping[str, Any], *, limit: int) -> list[Row[Any]]:
    """Return the closed cases whose natural key has these values, the one closed last first."""
    async with reading() as connection:
        query = _past(reader).order_by(cases.c.updated_at.desc(), cases.c.id).limit(LATEST)
        found = [row for row in await connection.execute(query) if _has(json.loads(row.natural_key), key)]
    return found[:limit]


async def one(reader: Case, case: UUID) -> Row[Any] | None:
    """Return one closed case, None where the reader may not read it."""
    async with reading() as connection:
        return (await connection.execute(_past(reader).where(cases.c.id == case))).one_or_none()


async def written(case: UUID, step: str) -> dict[str, Any]:
    """Return what agents, or people in their place, answered at the steps of a case that begin with `step`."""
    query = select(answers).where(answers.c.case_id == case, answers.c.step.startswith(step, autoescape=True))
    async with reading() as connection:
        rows = (await connection.execute(query.order_by(answers.c.step))).all()
    return {row.step: json.loads(row.answer) for row in rows if _was_written(json.loads(row.provenance))}


def _past(reader: Case) -> Select[Any]:
    return select(cases).where(
        cases.c.tenant == reader.tenant,
        cases.c.process == reader.process,
        cases.c.state == "closed",
        cases.c.id != reader.id,
    )


def _was_written(provenance: Mapping[str, Any]) -> bool:
    """Tell an answer from what a case read or a tool gave it, which are kept by steps too."""
    return "by" in provenance and "call" not in provenance


def _has(natural_key: Any, key: Mapping[str, Any]) -> bool:
    return isinstance(natural_key, dict) and all(natural_key.get(name) == value for name, value in key.items())
