"""Lessons: corrections that people made to drafts, reviewed by another person before an agent is told them."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.lessons import LONGEST, MOST
from reports.canonical import canonical_json
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import cases, lessons, now
from tasks.casebook.upsert import insert_once
from tasks.casebook.words import Word, WordRefused
from tasks.settings import settings

_LESSONS = UUID("b1a7c7de-54f0-4a8e-9d0c-7d6a2e5b9f10")
PROPOSED, ACCEPTED, REJECTED = "proposed", "accepted", "rejected"


class LessonRefused(PermissionError):
    """A lesson that cannot be told to an agent as it stands, or not by this person's word."""


async def propose(connection: AsyncConnection, asked: Row[Any], person: str, comment: str) -> None:
    """Propose what a person wants changed in a draft as a lesson, in the transaction of their vote; once."""
    process = (await connection.execute(select(cases.c.process).where(cases.c.id == asked.case_id))).scalar_one()
    key = [asked.tenant, str(asked.case_id), asked.step, person]
    await insert_once(
        connection,
        lessons,
        id=uuid5(_LESSONS, canonical_json(key).decode()),
        tenant=asked.tenant,
        process=process,
        agent="",
        case_id=asked.case_id,
        step=asked.step,
        author=person,
        text=comment.strip(),
        state=PROPOSED,
        decided_by="",
        at=now(),
    )


async def listing() -> list[Row[Any]]:
    """Return the tenant's lessons, oldest first."""
    async with reading() as connection:
        query = select(lessons).where(lessons.c.tenant == settings().tenant).order_by(lessons.c.at)
        return list((await connection.execute(query)).all())


async def accepted() -> list[Row[Any]]:
    """Return the tenant's accepted lessons, oldest first."""
    return [row for row in await listing() if row.state == ACCEPTED]


async def find(reference: str) -> Row[Any]:
    """Return the tenant's lesson whose id begins with `reference`; raise LookupError where none or several do."""
    found = [row for row in await listing() if str(row.id).startswith(reference)]
    if len(found) != 1:
        raise LookupError(
            f"{len(found) or 'No'} lessons begin with '{reference}': `countersign lessons` lists them with their ids."
        )
    return found[0]


async def accept(lesson: Row[Any], agent: str, word: Word) -> None:
    """Let the agent be told the lesson in this process from now on.

    Raise `LessonRefused` for the lesson's own author, for a text that is too long and where the agent has enough;
    `WordRefused` for a person whom no policy of the case names. Refusals are audited.
    """
    told = {"agent": agent, "process": lesson.process, "text": lesson.text, "author": lesson.author}
    values = {"state": ACCEPTED, "agent": agent, "decided_by": word.person, "decided_at": now()}
    await _change(lesson, word, "lesson accepted", values, told)


async def reword(lesson: Row[Any], text: str, word: Word) -> None:
    """Give the lesson other words, whose author is whoever gives them: another person accepts it as it then stands."""
    line = " ".join(text.split())
    values = {"state": PROPOSED, "agent": "", "author": word.person, "text": line, "decided_by": "", "decided_at": None}
    await _change(lesson, word, "lesson reworded", values, {"text": line, "author": lesson.author})


async def reject(lesson: Row[Any], word: Word) -> None:
    """Keep the lesson from every agent; it stays in the list."""
    values = {"state": REJECTED, "decided_by": word.person, "decided_at": now()}
    await _change(lesson, word, "lesson rejected", values, {"author": lesson.author})


async def forget(lesson: Row[Any], word: Word) -> None:
    """Delete the lesson: no later request tells it."""
    await _change(lesson, word, "lesson deleted", None, {"was": lesson.state, "agent": lesson.agent})


async def _change(lesson: Row[Any], word: Word, what: str, values: dict[str, Any] | None, told: dict[str, Any]) -> None:
    """Give the lesson these values, or delete it for None, in one transaction with the audit of it."""
    subject = f"lesson:{lesson.id}"
    async with writing() as connection:
        query = select(lessons).where(lessons.c.id == lesson.id, lessons.c.tenant == settings().tenant)
        current = (await connection.execute(query.with_for_update())).one_or_none()
        refused = _gone(lesson, current) or await _unfit(connection, current, values, word)
        why_not = await word.refusal(connection, lesson.case_id)
        refused = refused or (WordRefused(why_not) if why_not else None)
        if refused is not None:
            await record(connection, word.actor, "word refused", subject, what=what, why=str(refused), **word.told)
        elif values is None:
            await connection.execute(delete(lessons).where(lessons.c.id == lesson.id))
        else:
            await connection.execute(update(lessons).where(lessons.c.id == lesson.id).values(**values))
        if refused is None:
            await record(connection, word.actor, what, subject, **told, **word.told)
    if refused is not None:
        raise refused


def _gone(lesson: Row[Any], current: Row[Any] | None) -> LessonRefused | None:
    """Return the refusal of a word about a lesson that has changed since it was read."""
    if current is not None and (current.text, current.state) == (lesson.text, lesson.state):
        return None
    return LessonRefused("The lesson was changed meanwhile: look at it again with `countersign lessons`.")


async def _unfit(
    connection: AsyncConnection, lesson: Row[Any] | None, values: dict[str, Any] | None, word: Word
) -> LessonRefused | None:
    """Return why a lesson may not be accepted by this person as it stands; None for any other change."""
    if lesson is None or values is None or values["state"] != ACCEPTED:
        return None
    if word.person == lesson.author:
        return LessonRefused(
            "These are your own words: another person must accept them (two pairs of eyes on what agents are told)."
        )
    if len(lesson.text) > LONGEST:
        return LessonRefused(
            f"It has {len(lesson.text)} characters, agents are told at most {LONGEST} of one lesson: "
            f"`countersign lessons reword {str(lesson.id)[:8]} --text TEXT` makes it shorter."
        )
    mine = (lessons.c.tenant == settings().tenant, lessons.c.state == ACCEPTED, lessons.c.agent == values["agent"])
    told = await connection.execute(select(lessons.c.id).where(*mine, lessons.c.process == lesson.process))
    if len(told.all()) >= MOST:
        return LessonRefused(
            f"The agent has {MOST} lessons for this process already: delete one that it no longer needs."
        )
    return None
