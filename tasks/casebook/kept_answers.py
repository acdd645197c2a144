"""Answers kept across cases for a while, for agents that allow it: the same question of the same tenant, once."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from reports.canonical import canonical_json
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import kept_answers, now
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


@dataclass(frozen=True)
class Kept:
    """An answer with the record of how it came about."""

    answer: dict[str, Any]
    provenance: dict[str, Any]


async def kept(key: str) -> Kept | None:
    """Return the tenant's answer under this key, None where there is none or its time is over."""
    mine = (kept_answers.c.tenant == settings().tenant, kept_answers.c.key == key, kept_answers.c.expires_at > now())
    async with reading() as connection:
        row = (await connection.execute(select(kept_answers).where(*mine))).one_or_none()
    return None if row is None else Kept(json.loads(row.answer), json.loads(row.provenance))


async def keep(key: str, answer: dict[str, Any], provenance: dict[str, Any], lasts: timedelta) -> None:
    """Keep an answer of the tenant under this key, in the place of one whose time is over."""
    async with writing() as connection:
        at = (await connection.execute(select(now()))).scalar_one()
        await connection.execute(delete(kept_answers).where(*_over(at), kept_answers.c.key == key))
        await insert_once(
            connection,
            kept_answers,
            tenant=settings().tenant,
            key=key,
            answer=canonical_json(answer).decode(),
            provenance=canonical_json(provenance).decode(),
            expires_at=at + lasts,
        )


async def forget_answers() -> None:
    """Delete the tenant's kept answers whose time is over."""
    async with writing() as connection:
        at = (await connection.execute(select(now()))).scalar_one()
        await connection.execute(delete(kept_answers).where(*_over(at)))


def _over(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return kept_answers.c.tenant == settings().tenant, kept_answers.c.expires_at <= at
