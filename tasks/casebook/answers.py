"""Frozen answers: a step that has one keeps it, whatever happens to the run, the model or the code."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from reports.canonical import canonical_json
from tasks.casebook.cases import Case, guard
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import answers, now
from tasks.casebook.upsert import insert_once


async def frozen_answer(case: Case, step: str) -> dict[str, Any] | None:
    """Return the answer of the case's step, None where it has none yet."""
    row = await _row(case, step)
    return None if row is None else json.loads(row.answer)


async def frozen_provenance(case: Case, step: str) -> dict[str, Any] | None:
    """Return who or what answered the case's step, None where nobody has yet."""
    row = await _row(case, step)
    return None if row is None else json.loads(row.provenance)


async def freeze_answer(
    case: Case, step: str, answer: dict[str, Any], *, request_sha256: str, provenance: dict[str, Any]
) -> dict[str, Any]:
    """Keep the step's answer unless it has one; return the one that stands. Raise `StaleEpoch` for an older attempt."""
    async with writing() as connection:
        await guard(connection, case)
        await insert_once(
            connection,
            answers,
            case_id=case.id,
            step=case.declared(step),
            answer=canonical_json(answer).decode(),
            request_sha256=request_sha256,
            provenance=canonical_json(provenance).decode(),
            at=now(),
        )
        query = select(answers.c.answer).where(answers.c.case_id == case.id, answers.c.step == step)
        return json.loads((await connection.execute(query)).scalar_one())


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
