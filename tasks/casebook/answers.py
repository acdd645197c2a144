"""Frozen answers: a step that has one keeps it, whatever happens to the run, the model or the code."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json
from tasks.casebook.attempts import stale_among
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.given_answers import take_back
from tasks.casebook.tables import answers, now
from tasks.casebook.together import Together
from tasks.casebook.upsert import insert_once


async def frozen_answer(case: Case, step: str) -> dict[str, Any] | None:
    """Return the answer of the case's step, None where it has none yet."""
    row = await _row(case, step)
    return None if row is None else json.loads(row.answer)


async def frozen_provenance(case: Case, step: str) -> dict[str, Any] | None:
    """Return who or what answered the case's step, None where nobody has yet."""
    row = await _row(case, step)
    return None if row is None else json.loads(row.provenance)


@dataclass(frozen=True)
class _Given:
    """An answer that wants to be kept."""

    case: Case
    step: str
    answer: str
    request_sha256: str
    provenance: str


async def freeze_answer(
    case: Case, step: str, answer: dict[str, Any], *, request_sha256: str, provenance: dict[str, Any]
) -> dict[str, Any]:
    """Keep the step's answer unless it has one; return the one that stands. Raise `StaleEpoch` for an older attempt."""
    texts = canonical_json(answer).decode(), request_sha256, canonical_json(provenance).decode()
    return json.loads(await _freezing(_Given(case, case.declared(step), *texts)))


async def _freeze_all(connection: AsyncConnection, given: Sequence[_Given]) -> list[str | Exception]:
    stale = await stale_among(connection, {each.case for each in given})
    at = (await connection.execute(select(now()))).scalar_one()
    new = [each for each in given if each.case not in stale and await _insert(connection, each, at)]
    await take_back(connection, {(each.case.id, each.step) for each in new})
    query = select(answers.c.case_id, answers.c.step, answers.c.answer).where(
        answers.c.case_id.in_({each.case.id for each in given}), answers.c.step.in_({each.step for each in given})
    )
    stand = {(row.case_id, row.step): row.answer for row in await connection.execute(query)}
    return [stale.get(each.case) or stand[each.case.id, each.step] for each in given]


async def _insert(connection: AsyncConnection, given: _Given, at: datetime) -> bool:
    return await insert_once(
        connection,
        answers,
        case_id=given.case.id,
        step=given.step,
        answer=given.answer,
        request_sha256=given.request_sha256,
        provenance=given.provenance,
        at=at,
    )


_freezing = Together(_freeze_all)


@dataclass(frozen=True)
class Spent:
    """What some steps took of language models."""

    calls: int = 0
    dollars: Decimal = Decimal(0)

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.calls + other.calls, self.dollars + other.dollars)


async def spent_at(case: Case, steps: Collection[str]) -> Spent:
    """Return what the answers of these steps took, by their own record: the same after a crash as before it."""
    query = select(answers.c.provenance).where(
        answers.c.case_id == case.id, answers.c.step.in_({case.declared(step) for step in steps})
    )
    async with reading() as connection:
        told = [json.loads(text) for text in (await connection.execute(query)).scalars()]
    money = (Decimal(each.get("dollars", 0)) for each in told)
    return Spent(sum(each.get("attempts", 0) for each in told), sum(money, Decimal(0)))


async def answer_of(case: UUID, step: str) -> dict[str, Any] | None:
    """Return the answer of another case's step, None where it has none."""
    async with reading() as connection:
        query = select(answers.c.answer).where(answers.c.case_id == case, answers.c.step == step)
        text = (await connection.execute(query)).scalar_one_or_none()
    return None if text is None else json.loads(text)


async def _row(case: Case, step: str) -> Any:
    async with reading() as connection:
        query = select(answers).where(answers.c.case_id == case.id, answers.c.step == case.declared(step))
        return (await connection.execute(query)).one_or_none()
