"""The audit chain: each row carries the hash of the one before, so that no row can be changed or taken out unseen."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json, sha256
from tasks.casebook.tables import audit, audit_heads, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings

GENESIS = "0" * 64


async def serialise(connection: AsyncConnection) -> Row[Any]:
    """Let one transaction of the tenant at a time go on from here; return the head of its audit chain."""
    tenant = settings().tenant
    await insert_once(connection, audit_heads, tenant=tenant, seq=0, hash=GENESIS)
    return (await connection.execute(select(audit_heads).where(audit_heads.c.tenant == tenant).with_for_update())).one()


async def record(connection: AsyncConnection, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Append one row to the tenant's chain, in the transaction of the change that it tells of."""
    tenant = settings().tenant
    head = await serialise(connection)
    at = (await connection.execute(select(now()))).scalar_one()
    row = {
        "tenant": tenant,
        "seq": head.seq + 1,
        "at": at,
        "actor": actor,
        "action": action,
        "object": subject,
        "detail": canonical_json(detail).decode(),
        "previous": head.hash,
    }
    row["hash"] = _hash(row)
    await connection.execute(insert(audit).values(row))
    await connection.execute(
        update(audit_heads).where(audit_heads.c.tenant == tenant).values(seq=row["seq"], hash=row["hash"])
    )


async def broken_link(connection: AsyncConnection) -> int | None:
    """Return the number of the first row of the tenant's chain that does not fit, None where all do."""
    tenant, previous, expected = settings().tenant, GENESIS, 1
    rows = await connection.stream(select(audit).where(audit.c.tenant == tenant).order_by(audit.c.seq))
    async for row in rows.mappings():
        if row["seq"] != expected or row["previous"] != previous or row["hash"] != _hash(dict(row)):
            return expected
        previous, expected = row["hash"], expected + 1
    head = (await connection.execute(select(audit_heads).where(audit_heads.c.tenant == tenant))).one_or_none()
    complete = head is None or (head.seq, head.hash) == (expected - 1, previous)
    return None if complete else expected


def _hash(row: dict[str, Any]) -> str:
    at: datetime = row["at"]
    told = {key: row[key] for key in ("tenant", "seq", "actor", "action", "object", "detail", "previous")}
    return sha256(told | {"at": at.isoformat(timespec="milliseconds")})


async def end(connection: AsyncConnection) -> tuple[int, str]:
    """Return how many rows the tenant's chain has, and the hash of the last."""
    query = select(audit_heads.c.seq, audit_heads.c.hash).where(audit_heads.c.tenant == settings().tenant)
    row = (await connection.execute(query)).one_or_none()
    return (row.seq, row.hash) if row else (0, GENESIS)
