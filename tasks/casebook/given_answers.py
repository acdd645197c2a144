"""Answers that a person gives in an agent's place."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from reports.canonical import canonical_json
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.dead_letters import resolve
from tasks.casebook.tables import answers, dead_letters, now
from tasks.casebook.upsert import insert_once
from tasks.casebook.waking import make_due, waiting_for
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings

KIND = "answer wanted"


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
    mine = (
        dead_letters.c.tenant == settings().tenant,
        dead_letters.c.kind == KIND,
        dead_letters.c.object == subject(case, step),
        dead_letters.c.resolved_at.is_(None),
    )
    async with reading() as connection:
        row = (await connection.execute(select(dead_letters).where(*mine))).first()
    if row is None:
        raise LookupError(
            f"Step '{step}' of case {case} waits for nobody's answer: `countersign dead-letters` lists what does."
        )
    return Wanted(**json.loads(row.payload), why=row.reason)


async def give(case: UUID, step: str, answer: dict[str, Any], *, asked: Wanted, word: Word) -> None:
    """Keep a person's answer as the step's, and let the case go on.

    Raise `WordRefused` for a person whom no policy of the case names; the refusal is audited.
    """
    async with writing() as connection:
        why_not = await word.refusal(connection, case)
        if why_not:
            await record(connection, word.actor, "word refused", subject(case, step), why=why_not, **word.told)
        else:
            await insert_once(
                connection,
                answers,
                case_id=case,
                step=step,
                answer=canonical_json(answer).decode(),
                request_sha256=asked.request_sha256,
                provenance=canonical_json(
                    {"by": f"{word.name} (a person)", "how": "by a person", **word.told}
                ).decode(),
                at=now(),
            )
            await record(connection, word.actor, "answer given", subject(case, step), **word.told)
            await resolve(connection, subject(case, step), f"{word.person} answered", actor=word.actor)
            if case in await waiting_for(connection, "answer", step):
                await make_due(connection, [case], answered=step)
    if why_not:
        raise WordRefused(why_not)
