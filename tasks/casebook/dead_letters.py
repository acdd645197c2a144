"""Dead letters: what only a person can take further, kept until one has."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json, sha256
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import dead_letters, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


async def bury(kind: str, subject: str, reason: str, *, case: UUID | None, payload: dict[str, Any]) -> None:
    """Put something before a person, once per kind, subject, reason and payload."""
    async with writing() as connection:
        inserted = await insert_once(
            connection,
            dead_letters,
            id=uuid4(),
            tenant=settings().tenant,
            case_id=case,
            kind=kind,
            object=subject,
            reason=reason,
            payload=canonical_json(payload).decode(),
            fingerprint=sha256([kind, reason, payload]),
            at=now(),
        )
        if inserted:
            await record(connection, "keeper", "dead letter", subject, kind=kind, reason=reason)


async def resolve(connection: AsyncConnection, subject: str, resolution: str) -> None:
    """Note that what was put before a person has resolved itself, in the transaction that shows it."""
    result = await connection.execute(
        update(dead_letters)
        .where(
            dead_letters.c.tenant == settings().tenant,
            dead_letters.c.object == subject,
            dead_letters.c.resolved_at.is_(None),
        )
        .values(resolved_at=now(), resolution=resolution)
    )
    if result.rowcount:
        await record(connection, "keeper", "dead letter resolved", subject, resolution=resolution)


async def unresolved(case: UUID | None = None) -> list[Row[Any]]:
    """Return the tenant's open dead letters, or those of one case, oldest first."""
    query = select(dead_letters).where(dead_letters.c.tenant == settings().tenant, dead_letters.c.resolved_at.is_(None))
    if case is not None:
        query = query.where(dead_letters.c.case_id == case)
    async with reading() as connection:
        return list((await connection.execute(query.order_by(dead_letters.c.at))).all())
