"""Calls to language models: admitted, counted and recorded, each in one transaction before and one after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy import case as sql_case
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.admission import Admission, Desk, Intent, News, Result
from tasks.casebook.cases import Case, stale_among
from tasks.casebook.database import reading, writing
from tasks.casebook.places import IN_FLIGHT
from tasks.casebook.tables import cases, model_calls, model_texts, now, provider_forms
from tasks.casebook.together import Together
from tasks.casebook.upsert import put
from tasks.settings import settings
from tasks.single_flight import single_flight

LOST = "lost"
ANSWERED = "answered"


@dataclass(frozen=True)
class _Asked:
    """A call that wants to be admitted."""

    case: Case
    intent: Intent


@dataclass(frozen=True)
class _Made:
    """A call that was made."""

    call: UUID
    intent: Intent
    result: Result
    texts: tuple[str, str] | None
    days: int


async def admit(case: Case, intent: Intent) -> Admission:
    """Let one call through, with what it may cost set aside, or say why not.

    Raise `BudgetReached` where a scope lacks the money and `StaleEpoch` for an older attempt of the case.
    """
    return await _admitting(_Asked(case, intent))


async def settle(call: UUID, intent: Intent, result: Result, *, texts: tuple[str, str] | None, days: int) -> News:
    """Record what came of a call and what it cost; `texts`, redacted question and answer, are kept for `days`."""
    return await _settling(_Made(call, intent, result, texts if days else None, days))


async def _admit_all(connection: AsyncConnection, asked: Sequence[_Asked]) -> list[Admission | Exception]:
    at = (await connection.execute(select(now()))).scalar_one()
    stale = await stale_among(connection, {each.case for each in asked})
    desk = await Desk.loaded(connection, [each.intent for each in asked], at)
    await _settle_lost(connection, asked, desk)
    answers: list[Admission | Exception] = [stale.get(each.case) or desk.admit(each.intent) for each in asked]
    rows = [
        _row(each, answer.call, at)
        for each, answer in zip(asked, answers, strict=True)
        if isinstance(answer, Admission) and answer.call is not None
    ]
    if rows:
        await connection.execute(insert(model_calls), rows)
    await desk.save(connection)
    return answers


async def _settle_all(connection: AsyncConnection, made: Sequence[_Made]) -> list[News | Exception]:
    at = (await connection.execute(select(now()))).scalar_one()
    desk = await Desk.loaded(connection, [each.intent for each in made], at)
    await connection.execute(
        update(model_calls).where(model_calls.c.id == bindparam("_id")),
        [{"_id": each.call, "reserved": 0, **_outcome(each.result)} for each in made],
    )
    kept = [
        {
            "call_id": each.call,
            "tenant": settings().tenant,
            "request": each.texts[0],
            "response": each.texts[1],
            "expires_at": at + timedelta(days=each.days),
        }
        for each in made
        if each.texts is not None
    ]
    if kept:
        await connection.execute(insert(model_texts), kept)
    news: list[News | Exception] = [desk.settle(each.intent, each.result) for each in made]
    await desk.save(connection)
    return news


async def forget_texts() -> None:
    """Delete the tenant's questions and answers whose days are over."""
    async with writing() as connection:
        over = (model_texts.c.tenant == settings().tenant, model_texts.c.expires_at <= now())
        await connection.execute(delete(model_texts).where(*over))


_admitting = Together(_admit_all)
_settling = Together(_settle_all)


async def _settle_lost(connection: AsyncConnection, asked: Sequence[_Asked], desk: Desk) -> None:
    """Count what an earlier attempt set aside for a step and never settled as spent: it may have been charged."""
    first = {(each.case.id, each.intent.step): each.intent for each in asked if each.intent.attempt == 1}
    if not first:
        return
    query = select(model_calls.c.id, model_calls.c.case_id, model_calls.c.step, model_calls.c.reserved).where(
        model_calls.c.case_id.in_({case for case, _ in first}), model_calls.c.outcome == IN_FLIGHT
    )
    for row in (await connection.execute(query)).all():
        intent = first.get((row.case_id, row.step))
        if intent is None:
            continue
        for scope, cap in intent.caps.items():
            desk.budgets[scope] = desk.budgets[scope].settle(row.reserved, row.reserved, cap)
        await connection.execute(
            update(model_calls)
            .where(model_calls.c.id == row.id)
            .values(outcome=LOST, detail="its process ended", cost=row.reserved, reserved=0)
        )


def _row(asked: _Asked, call: UUID, at: datetime) -> dict[str, Any]:
    intent = asked.intent
    return {
        "id": call,
        "tenant": asked.case.tenant,
        "case_id": asked.case.id,
        "step": asked.case.declared(intent.step),
        "agent": intent.agent,
        "prompt_version": intent.prompt_version,
        "provider": intent.provider,
        "asked": intent.asked,
        "attempt": intent.attempt,
        "request_sha256": intent.request_sha256,
        "reserved": intent.reserve,
        "at": at,
        "ends_by": at + timedelta(seconds=intent.longest),
        **_outcome(Result(IN_FLIGHT)),
    }


def _outcome(result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "detail": result.detail[:500],
        "answered_by": result.answered_by[:120],
        "response_sha256": result.response_sha256,
        "input_tokens": result.input_tokens,
        "output_tokens": result.output_tokens,
        "cost": result.cost,
        "latency_ms": result.latency_ms,
        "first_token_ms": result.first_token_ms,
    }


Ways = Mapping[tuple[str, str], tuple[Any, bool]]
"""By provider and model: the form of an answer that it takes, and whether it gives one in pieces."""


async def ways() -> Ways:
    """Return the ways that each provider's model was found to take."""
    return await single_flight("ways", _ways)


async def _ways() -> Ways:
    async with reading() as connection:
        query = select(provider_forms).where(provider_forms.c.tenant == settings().tenant)
        rows = (await connection.execute(query)).all()
    return {(row.provider, row.model): (row.form, row.streams is not False) for row in rows}


async def remember_way(provider: str, model: str, form: str, *, whole_only: bool) -> None:
    """Keep the answer form that a provider's model takes, and that it answers whole only, where that was seen."""
    key = {"tenant": settings().tenant, "provider": provider, "model": model}
    seen = {"streams": False} if whole_only else {}
    async with writing() as connection:
        at = (await connection.execute(select(now()))).scalar_one()
        await put(connection, provider_forms, key, form=form, at=at, **seen)


async def of_case(case: UUID) -> list[Any]:
    """Return the case's calls in their order."""
    async with reading() as connection:
        query = select(model_calls).where(model_calls.c.case_id == case).order_by(model_calls.c.at)
        return list((await connection.execute(query)).all())


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
