"""What servers of tools last said that they offer: tools are known while their server is away, and so is a change."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tasks.casebook.database import reading, writing
from tasks.casebook.storable import excerpt
from tasks.casebook.tables import now, server_offers
from tasks.casebook.upsert import put
from tasks.settings import settings


@dataclass(frozen=True)
class Seen:
    """A server as it was when it was last asked."""

    offers: tuple[dict[str, Any], ...]
    """As JSON, one for each tool: of the last time that it answered."""
    offered_at: datetime | None
    """None: it has never answered."""
    away: str
    """Why it did not answer the last time; empty where it did."""
    asked_at: datetime


async def seen(source: UUID) -> Seen | None:
    """Return what is known of a source's server, None where it has not been asked yet."""
    mine = (server_offers.c.source_id == source, server_offers.c.tenant == settings().tenant)
    async with reading() as connection:
        row = (await connection.execute(select(server_offers).where(*mine))).first()
    return None if row is None else Seen(tuple(json.loads(row.offers)), row.offered_at, row.away, row.asked_at)


async def note(source: UUID, offers: Sequence[dict[str, Any]]) -> None:
    """Keep what a server said that it offers."""
    # ASCII: a server may say what no database keeps, as a NUL or half a character.
    await _put(source, offers=json.dumps(offers, sort_keys=True), offered_at=now(), away="")


async def note_away(source: UUID, why: str) -> None:
    """Keep why a server could not be asked, beside what it said before."""
    before = await seen(source)
    await _put(
        source,
        offers=json.dumps(before.offers if before else (), sort_keys=True),
        offered_at=before.offered_at if before else None,
        away=excerpt(why, 1000),
    )


async def _put(source: UUID, **values: Any) -> None:
    async with writing() as connection:
        key = {"source_id": source}
        await put(connection, server_offers, key, tenant=settings().tenant, asked_at=now(), **values)
