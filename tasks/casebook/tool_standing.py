"""How a tool stands at the moment of a call: its grant, its counts, its circuit, and what is kept of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy import case as sql_case
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook import circuits, tool_grants
from tasks.casebook.tables import kept_results, now, tool_calls
from tasks.casebook.tool_admission import Counts, Intent, Standing
from tasks.settings import settings


async def standing_of(connection: AsyncConnection, intent: Intent) -> Standing:
    """Return what the casebook knows, the tool's row locked: nobody else of the tenant is let through meanwhile."""
    circuit = (await circuits.load(connection, [intent.circuit]))[intent.circuit]
    at = (await connection.execute(select(now()))).scalar_one()
    everybody, agent = await _counts(connection, intent, at)
    mine = (kept_results.c.tenant == settings().tenant, kept_results.c.key == intent.cache_key)
    kept = select(kept_results.c.result).where(*mine, kept_results.c.expires_at > at)
    return Standing(
        at=at,
        grant=await tool_grants.standing(connection, intent.tool.name, intent.caller.agent),
        everybody=everybody,
        agent=agent,
        circuit=circuit,
        kept=(await connection.execute(kept)).scalar_one_or_none() if intent.tool.cache else None,
        accepted=await tool_grants.accepted(connection, intent.tool.name),
    )


async def _counts(connection: AsyncConnection, intent: Intent, at: datetime) -> tuple[Counts, Counts]:
    """Return how many calls of the tool were let through: of all agents, and of the one that calls."""
    minute, midnight = at - timedelta(minutes=1), at.replace(hour=0, minute=0, second=0, microsecond=0)
    spans = (tool_calls.c.at > minute, tool_calls.c.at >= midnight)
    # Two questions, each with an index of its own: one for both reads all calls that the tool ever had.
    lately = await _drawn(connection, intent, tool_calls.c.at >= min(minute, midnight), spans)
    in_case = await _drawn(connection, intent, tool_calls.c.case_id == intent.caller.case.id, (true(),))
    return Counts(*lately[::2], *in_case[::2]), Counts(*lately[1::2], *in_case[1::2])


async def _drawn(
    connection: AsyncConnection, intent: Intent, where: ColumnElement[bool], spans: Sequence[ColumnElement[bool]]
) -> list[int]:
    """Return, for each span, how many calls of the tool were let through in it: of all agents, and of the caller."""
    mine = tool_calls.c.agent == intent.caller.agent
    sums = [func.sum(sql_case((each, 1), else_=0)) for span in spans for each in (span, and_(span, mine))]
    of_tool = (tool_calls.c.tenant == settings().tenant, tool_calls.c.tool == intent.tool.name, tool_calls.c.drawn)
    found = (await connection.execute(select(*sums).where(*of_tool, where))).one()
    return [int(each or 0) for each in found]
