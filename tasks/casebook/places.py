"""Places at a provider: how many calls it takes at a time, over all workers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.tables import model_calls
from tasks.settings import settings

IN_FLIGHT = "in flight"


async def taken(connection: AsyncConnection, providers: Collection[str], at: datetime) -> dict[str, int]:
    """Return how many of the tenant's calls each provider has in flight.

    A row whose time is over counts no more: its process ended, or has given the call up.
    """
    mine = (
        model_calls.c.tenant == settings().tenant,
        model_calls.c.outcome == IN_FLIGHT,
        model_calls.c.provider.in_(providers),
        model_calls.c.ends_by > at,
    )
    query = select(model_calls.c.provider, func.count().label("calls")).where(*mine).group_by(model_calls.c.provider)
    found = {row.provider: row.calls for row in await connection.execute(query)}
    return {provider: found.get(provider, 0) for provider in providers}
