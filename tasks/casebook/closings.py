"""Closed periods: up to which day the books of an entity take no further postings."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select

from tasks.casebook.audit import record, serialise
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import closings, now
from tasks.settings import settings


async def closed_through() -> dict[str, date]:
    """Return for each entity the last closed day; "" is the entity of books that name none."""
    async with reading() as connection:
        rows = (await connection.execute(_newest())).all()
    return {row.entity: row.closed_through for row in rows if row.closed_through is not None}


async def set_closed_through(entity: str, day: date | None, case: UUID) -> bool:
    """Close the entity's books through `day` (None: reopen them all) by decision of `case`, once; return whether it
    is new.
    """
    async with writing() as connection:
        await serialise(connection)
        done = (await connection.execute(select(closings).where(_of(entity), closings.c.case_id == case))).one_or_none()
        if done is not None:
            return False
        newest = select(closings).where(_of(entity)).order_by(closings.c.ordinal.desc()).limit(1)
        last = (await connection.execute(newest)).one_or_none()
        if day is not None and last is not None and last.closed_through is not None:
            day = max(day, last.closed_through)  # closing an earlier period opens no later one
        await connection.execute(
            insert(closings).values(
                tenant=settings().tenant,
                entity=entity,
                ordinal=last.ordinal + 1 if last else 1,
                closed_through=day,
                case_id=case,
                at=now(),
            )
        )
        await record(
            connection,
            f"case:{case}",
            "books closed" if day else "books reopened",
            f"books:{entity}",
            through=day,
        )
    return True


async def by_case(case: UUID) -> Row[Any] | None:
    """Return what the case closed or reopened, None where it has not."""
    async with reading() as connection:
        return (await connection.execute(select(closings).where(closings.c.case_id == case))).one_or_none()


def _of(entity: str) -> Any:
    return (closings.c.tenant == settings().tenant) & (closings.c.entity == entity)


def _newest() -> Any:
    last = (
        select(closings.c.entity, func.max(closings.c.ordinal).label("ordinal"))
        .where(closings.c.tenant == settings().tenant)
        .group_by(closings.c.entity)
        .subquery()
    )
    return (
        select(closings)
        .join(last, (closings.c.entity == last.c.entity) & (closings.c.ordinal == last.c.ordinal))
        .where(closings.c.tenant == settings().tenant)
    )
