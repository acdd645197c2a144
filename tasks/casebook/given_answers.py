"""Answers that a person gives in an agent's place."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.dead_letters import resolve
from tasks.casebook.origins import BY_A_PERSON
from tasks.casebook.tables import answers, dead_letters, now
from tasks.casebook.upsert import insert_once
from tasks.casebook.waking import make_due, waiting_for
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings

KIND = "answer wanted"
HAS_ONE = "the step has its answer"


@dataclass(frozen=True)
class Wanted:
    """A step that waits for a person's answer: whose place they take, and what was asked."""

    agent: str
    request: dict[str, Any]
    request_sha256: str
    why: str


def subject(case: UUID, step: str) -> str:
    """Return the name under which the question lies among the dead letters."""
    return f"answer:{case}/{step}"


async def wanted(case: UUID, step: str) -> Wanted:
    """Return the open question of the case's step; raise LookupError where there is none."""
    question = await open_question(case, step)
    if question is None:
        raise LookupError(
            f"Step '{step}' of case {case} waits for nobody's answer: `countersign dead-letters` lists what does."
        )
    return question


async def open_question(case: UUID, step: str) -> Wanted | None:
    """Return the question of the case's step that lies before a person, None where none does."""
    async with reading() as connection:
        row = (await connection.execute(_open().where(dead_letters.c.object == subject(case, step)))).first()
    return None if row is None else Wanted(**json.loads(row.payload), why=row.reason)


async def give(case: UUID, step: str, answer: dict[str, Any], *, asked: Wanted, word: Word) -> None:
    """Keep a person's answer as the step's, and let the case go on.

    Raise `WordRefused` for a person whom no policy of the case names, and where the step has its answer meanwhile; the
    refusal is audited.
    """
    async with writing() as connection:
        why_not = await word.refusal(connection, case)
        if not why_not:
            row = {"case_id": case, "step": step, "answer": canonical_json(answer).decode(), "at": now()}
            told = canonical_json({"by": f"{word.name} (a person)", "how": BY_A_PERSON, **word.told}).decode()
            row |= {"request_sha256": asked.request_sha256, "provenance": told}
            kept = await insert_once(connection, answers, **row)
            why_not = None if kept else f"Step '{step}' of case {case} has its answer meanwhile, and keeps that."
            await _go_on(connection, case, step, None if why_not else word)
        if why_not:
            await record(connection, word.actor, "word refused", subject(case, step), why=why_not, **word.told)
    if why_not:
        raise WordRefused(why_not)


async def take_back(connection: AsyncConnection, answered: Collection[tuple[UUID, str]]) -> None:
    """Resolve the questions of steps that have their answer, in the transaction that keeps it."""
    query = _open().where(dead_letters.c.case_id.in_({case for case, _ in answered}))
    wait = {row.object for row in await connection.execute(query)}
    for case, step in answered:
        if subject(case, step) in wait:
            await resolve(connection, subject(case, step), HAS_ONE, actor=f"case:{case}")


def _open() -> Select[Any]:
    mine = (dead_letters.c.tenant == settings().tenant, dead_letters.c.kind == KIND)
    return select(dead_letters).where(*mine, dead_letters.c.resolved_at.is_(None))


async def _go_on(connection: AsyncConnection, case: UUID, step: str, by: Word | None) -> None:
    """Let the case go on with the answer that its step has by now, a person's or another."""
    if by is None:
        await resolve(connection, subject(case, step), HAS_ONE, actor=f"case:{case}")
    else:
        await record(connection, by.actor, "answer given", subject(case, step), **by.told)
        await resolve(connection, subject(case, step), f"{by.person} answered", actor=by.actor)
    if case in await waiting_for(connection, "answer", step):
        await make_due(connection, [case], answered=step)
