"""What the record tells of cases: which there are, and how they stand."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from tasks.casebook.cases import case_id
from tasks.casebook.database import reading
from tasks.casebook.tables import cases
from tasks.settings import settings


async def exists(process: str, natural_key: dict[str, Any]) -> bool:
    """Tell whether the tenant has a case with this natural key."""
    async with reading() as connection:
        query = select(cases.c.id).where(cases.c.id == case_id(process, natural_key))
        return (await connection.execute(query)).one_or_none() is not None


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
