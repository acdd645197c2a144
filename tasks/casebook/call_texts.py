"""What agents and language models said to each other, redacted, for as long as the language model's block says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.database import writing
from tasks.casebook.tables import model_texts, now
from tasks.settings import settings


@dataclass(frozen=True)
class Texts:
    """One call's question and answer, both redacted."""

    request: str
    response: str
    days: int
    """For which they are kept; 0 keeps none."""


async def keep(connection: AsyncConnection, said: Sequence[tuple[UUID, Texts]], at: datetime) -> None:
    """Keep the texts of calls, in the transaction that settles them."""
    rows = [
        {
            "call_id": call,
            "tenant": settings().tenant,
            "request": texts.request,
            "response": texts.response,
            "expires_at": at + timedelta(days=texts.days),
        }
        for call, texts in said
        if texts.days
    ]
    if rows:
        await connection.execute(insert(model_texts), rows)


async def forget_texts() -> None:
    """Delete the tenant's questions and answers whose days are over."""
    async with writing() as connection:
        over = (model_texts.c.tenant == settings().tenant, model_texts.c.expires_at <= now())
        await connection.execute(delete(model_texts).where(*over))
