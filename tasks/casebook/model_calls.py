"""Calls to language models: admitted, counted and recorded, each in one transaction before and one after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json
from tasks.casebook import call_texts, lost_calls
from tasks.casebook.admission import Admission, Desk, Intent, News, Result
from tasks.casebook.attempts import stale_among
from tasks.casebook.call_texts import Texts
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.places import IN_FLIGHT
from tasks.casebook.tables import model_calls, now
from tasks.casebook.together import Together

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
    texts: Texts | None


async def admit(case: Case, intent: Intent) -> Admission:
    """Let one call through, with what it may cost set aside, or say why not.

    Raise `BudgetReached` where a scope lacks the money and `StaleEpoch` for an older attempt of the case.
    """
    return await _admitting(_Asked(case, intent))


async def settle(call: UUID, intent: Intent, result: Result, *, texts: Texts | None = None) -> News:
    """Record what came of a call and what it cost, and keep its texts for their days.

    A call that counts as lost by now stays so, and nothing is booked twice.
    """
    return await _settling(_Made(call, intent, result, texts))


async def _admit_all(connection: AsyncConnection, asked: Sequence[_Asked]) -> list[Admission | Exception]:
    at = (await connection.execute(select(now()))).scalar_one()
    stale = await stale_among(connection, {each.case for each in asked})
    first = {(each.case.id, each.intent.step) for each in asked if each.intent.attempt == 1 and each.case not in stale}
    lost = await lost_calls.of_steps(connection, first) if first else []
    intents = [*(each.intent for each in asked), *map(lost_calls.intent_of, lost)]
    desk = await Desk.loaded(connection, intents, at)
    await lost_calls.book(connection, desk, lost)
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
    in_flight = await lost_calls.in_flight(connection, [each.call for each in made])
    settled = [each for each in made if each.call in in_flight]
    if settled:
        await connection.execute(
            update(model_calls).where(model_calls.c.id == bindparam("_id")),
            [{"_id": each.call, "reserved": 0, **_outcome(each.result)} for each in settled],
        )
    await call_texts.keep(connection, [(each.call, each.texts) for each in settled if each.texts is not None], at)
    news: list[News | Exception] = [_booked(desk, each) if each.call in in_flight else News() for each in made]
    await desk.save(connection)
    return news


def _booked(desk: Desk, made: _Made) -> News:
    if made.result.tells_of_provider:
        return desk.settle(made.intent, made.result)
    return News(near_their_cap=desk.book(made.intent, made.result.cost))


_admitting = Together(_admit_all)
_settling = Together(_settle_all)


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
        "caps": canonical_json(intent.caps).decode(),
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


async def of_case(case: UUID) -> list[Any]:
    """Return the case's calls in their order."""
    async with reading() as connection:
        query = select(model_calls).where(model_calls.c.case_id == case).order_by(model_calls.c.at)
        return list((await connection.execute(query)).all())
