"""The ways of answering that each provider's model was found to take."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tasks.casebook.database import reading, writing
from tasks.casebook.tables import now, provider_forms
from tasks.casebook.upsert import put
from tasks.settings import settings
from tasks.single_flight import single_flight

HOLDS_FOR = timedelta(days=7)
"""After this the best way is tried anew: one odd refusal should not cost a model its schema for ever."""

Ways = Mapping[tuple[str, str], tuple[Any, bool]]
"""By provider and model: the form of an answer that it takes, and whether it gives one in pieces."""


async def ways() -> Ways:
    """Return the ways that each provider's model was lately found to take."""
    tenant = settings().tenant
    return await single_flight(("provider ways", settings().casebook_url, tenant), lambda: _ways(tenant))


async def _ways(tenant: str) -> Ways:
    async with reading() as connection:
        at = (await connection.execute(select(now()))).scalar_one()
        lately = (provider_forms.c.tenant == tenant, provider_forms.c.at > at - HOLDS_FOR)
        query = select(provider_forms).where(*lately)
        rows = (await connection.execute(query)).all()
    return {(row.provider, row.model): (row.form, row.streams is not False) for row in rows}


async def remember(provider: str, model: str, form: str, *, whole_only: bool) -> None:
    """Keep the answer form that a provider's model takes, and that it answers whole only, where that was seen."""
    key = {"tenant": settings().tenant, "provider": provider, "model": model}
    seen = {"streams": False} if whole_only else {}
    async with writing() as connection:
        at = (await connection.execute(select(now()))).scalar_one()
        await put(connection, provider_forms, key, form=form, at=at, **seen)
