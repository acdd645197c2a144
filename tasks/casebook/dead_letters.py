"""Dead letters: what only a person can take further, kept until one has."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, Select, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json, sha256
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import dead_letters, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


async def bury(kind: str, subject: str, reason: str, *, case: UUID | None, payload: dict[str, Any]) -> None:
    """Put something before a person, once per kind, subject, reason and payload."""
    async with reading() as connection:  # asked every few seconds: only what is new is written
        if await _lies_open(connection, kind, subject, _fingerprint(kind, reason, payload)):
            return
    async with writing() as connection:
        await put(connection, "keeper", kind, subject, reason, case=case, payload=payload)


async def put(
    connection: AsyncConnection,
    actor: str,
    kind: str,
    subject: str,
    reason: str,
    *,
    case: UUID | None,
    payload: dict[str, Any],
) -> None:
    """Put something before a person, in the transaction that shows it; what lies there open lies there once."""
    fingerprint = _fingerprint(kind, reason, payload)
    added = await insert_once(
        connection,
        dead_letters,
        id=uuid4(),
        tenant=settings().tenant,
        case_id=case,
        kind=kind,
        object=subject,
        reason=reason,
        payload=canonical_json(payload).decode(),
        fingerprint=fingerprint,
        at=now(),
    ) or await _open_again(connection, kind, subject, fingerprint)
    if added:
        await record(connection, actor, "dead letter", subject, kind=kind, reason=reason)


async def resolve(connection: AsyncConnection, subject: str, resolution: str, *, actor: str = "keeper") -> None:
    """Note how what was put before a person came to its end, in the transaction that shows it."""
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
        await record(connection, actor, "dead letter resolved", subject, resolution=resolution)


async def unresolved(case: UUID | None = None) -> list[Row[Any]]:
    """Return the tenant's open dead letters, or those of one case, oldest first."""
    query = _of_tenant().where(dead_letters.c.resolved_at.is_(None))
    return await _rows(query if case is None else query.where(dead_letters.c.case_id == case))


async def every() -> list[Row[Any]]:
    """Return the tenant's dead letters, resolved ones too, oldest first."""
    return await _rows(_of_tenant())


def _of_tenant() -> Select[Any]:
    return select(dead_letters).where(dead_letters.c.tenant == settings().tenant)


async def _rows(query: Select[Any]) -> list[Row[Any]]:
    async with reading() as connection:
        return list((await connection.execute(query.order_by(dead_letters.c.at))).all())


async def _lies_open(connection: AsyncConnection, kind: str, subject: str, fingerprint: str) -> bool:
    query = select(dead_letters.c.id).where(_same(kind, subject, fingerprint), dead_letters.c.resolved_at.is_(None))
    return (await connection.execute(query)).first() is not None


async def _open_again(connection: AsyncConnection, kind: str, subject: str, fingerprint: str) -> bool:
    """Open a resolved letter that says the same, since it has come true again; return whether there was one."""
    result = await connection.execute(
        update(dead_letters)
        .where(_same(kind, subject, fingerprint), dead_letters.c.resolved_at.is_not(None))
        .values(at=now(), resolved_at=None, resolution=None)
    )
    return result.rowcount == 1


def _same(kind: str, subject: str, fingerprint: str) -> ColumnElement[bool]:
    return and_(
        dead_letters.c.tenant == settings().tenant,
        dead_letters.c.kind == kind,
        dead_letters.c.object == subject,
        dead_letters.c.fingerprint == fingerprint,
    )


def _fingerprint(kind: str, reason: str, payload: dict[str, Any]) -> str:
    return sha256([kind, reason, payload])
