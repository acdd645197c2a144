"""How agents have done so far, by the calls of their models."""

from dataclasses import dataclass

from sqlalchemy import case as sql_case
from sqlalchemy import func, select

from tasks.casebook.database import reading
from tasks.casebook.model_calls import ANSWERED
from tasks.casebook.places import IN_FLIGHT
from tasks.casebook.tables import cases, model_calls
from tasks.settings import settings


@dataclass(frozen=True)
class Record:
    """How an agent has done so far, by the calls that were recorded."""

    requests: int
    calls: int
    answered: int
    cost: int
    """Nanodollars."""
    latency_ms: float
    """Of a call, on average."""


async def records() -> dict[str, Record]:
    """Return the tenant's record of each agent that has asked a model in a case; evaluations tell their own."""
    ended = (
        model_calls.c.tenant == settings().tenant,
        model_calls.c.outcome != IN_FLIGHT,
        select(cases.c.id).where(cases.c.id == model_calls.c.case_id).exists(),
    )
    first, valid = model_calls.c.attempt == 1, model_calls.c.outcome == ANSWERED
    query = (
        select(
            model_calls.c.agent,
            func.sum(sql_case((first, 1), else_=0)).label("requests"),
            func.count().label("calls"),
            func.sum(sql_case((valid, 1), else_=0)).label("answered"),
            func.sum(model_calls.c.cost).label("cost"),
            func.avg(model_calls.c.latency_ms).label("latency_ms"),
        )
        .where(*ended)
        .group_by(model_calls.c.agent)
    )
    async with reading() as connection:
        return {
            row.agent: Record(row.requests, row.calls, row.answered, int(row.cost), float(row.latency_ms))
            for row in await connection.execute(query)
        }
