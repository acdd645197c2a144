"""What the record of tool calls tells: of a case, of a tool, and for how long its texts stay."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import case as sql_case
from sqlalchemy import delete, func, select

from tasks.casebook.database import reading, writing
from tasks.casebook.tables import kept_results, now, tool_calls, tool_results
from tasks.casebook.tool_calls import IN_FLIGHT
from tasks.casebook.tool_outcomes import GIVEN
from tasks.settings import settings


async def forget_results() -> None:
    """Delete the tenant's kept and recorded results whose time is over."""
    async with writing() as connection:
        for table in (tool_results, kept_results):
            over = (table.c.tenant == settings().tenant, table.c.expires_at <= now())
            await connection.execute(delete(table).where(*over))


async def of_case(case: UUID) -> list[Any]:
    """Return the case's calls in their order."""
    mine = (tool_calls.c.tenant == settings().tenant, tool_calls.c.case_id == case)
    async with reading() as connection:
        return list((await connection.execute(select(tool_calls).where(*mine).order_by(tool_calls.c.at))).all())


@dataclass(frozen=True)
class Record:
    """How a tool has done so far."""

    calls: int
    given: int
    refused: int
    """Before they were made."""
    latency_ms: float
    """Of a call that was made, on average."""


async def records() -> dict[str, Record]:
    """Return the tenant's record of each tool that was called."""
    given = sql_case((tool_calls.c.outcome.in_(sorted(GIVEN)), 1), else_=0)
    refused = sql_case((tool_calls.c.drawn, 0), else_=1)
    made = sql_case((tool_calls.c.latency_ms > 0, tool_calls.c.latency_ms))
    query = (
        select(tool_calls.c.tool, func.count().label("calls"), func.sum(given), func.sum(refused), func.avg(made))
        .where(tool_calls.c.tenant == settings().tenant, tool_calls.c.outcome != IN_FLIGHT)
        .group_by(tool_calls.c.tool)
    )
    async with reading() as connection:
        rows = (await connection.execute(query)).all()
    return {row[0]: Record(row[1], int(row[2]), int(row[3]), float(row[4] or 0)) for row in rows}
