"""Doubts: effects of which only a person can say whether they were done, and what follows from their word."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record
from tasks.casebook.database import writing
from tasks.casebook.dead_letters import resolve
from tasks.casebook.ledger import effect_name, subject
from tasks.casebook.tables import cases, effects
from tasks.casebook.waking import make_due
from tasks.casebook.words import Word, WordRefused
from tasks.effect import Receipt
from tasks.settings import settings


class NoDoubt(LookupError):
    """An effect that is not there, or of which nobody need say whether it was done."""


async def settle_doubt(case: UUID, name: str, *, sent: bool, word: Word) -> int:
    """Take a person's word for whether the doubtful effect `name` of the case was done; return how many remain
    that only a person can settle.

    One that was sent gets a receipt that says who said so; one that was not may be sent once more by the next attempt.
    With the last of these settled the case is due: the keeper runs it again. Raise `NoDoubt` where there is none, and
    `WordRefused` for a person whom no policy of the case names; the refusal is audited.
    """
    async with writing() as connection:
        opened = select(cases).where(cases.c.id == case, cases.c.tenant == settings().tenant).with_for_update()
        row = (await connection.execute(opened)).one()
        effect = await _doubtful(connection, case, name)
        why_not = await word.refusal(connection, case)
        what = {"sent": sent, **word.told}
        if why_not:
            await record(connection, word.actor, "word refused", subject(effect.key), **what, why=why_not)
        else:
            await _believe(connection, effect, word, sent=sent)
            await record(connection, word.actor, "doubt settled", subject(effect.key), **what)
        remaining = await _doubts(connection, case)
        if not why_not and not remaining and row.state == "running":
            await make_due(connection, [case], settled=name)
    if why_not:
        raise WordRefused(why_not)
    return remaining


async def _believe(connection: AsyncConnection, effect: Row[Any], word: Word, *, sent: bool) -> None:
    said = f"{word.person} says that it was {'' if sent else 'not '}sent"
    receipt = Receipt(reference=said, note=word.comment).model_dump_json() if sent else None
    await connection.execute(
        update(effects)
        .where(effects.c.tenant == effect.tenant, effects.c.key == effect.key)
        .values(status="sent" if sent else "failed", receipt=receipt)
    )
    await resolve(connection, subject(effect.key), f"{said}: {word.comment}", actor=word.actor)


async def _doubtful(connection: AsyncConnection, case: UUID, name: str) -> Row[Any]:
    query = select(effects).where(effects.c.tenant == settings().tenant, effects.c.case_id == case)
    rows = (await connection.execute(query.with_for_update())).all()
    named = [row for row in rows if effect_name(row.step, row.ordinal) == name]
    if not named:
        raise NoDoubt(f"Case {case} has no effect '{name}': `countersign show {case}` lists them.")
    found = next((row for row in named if row.status == "doubtful"), None)
    if found is None:
        raise NoDoubt(f"Effect {name} of case {case} is not in doubt: {_MEANS[named[-1].status]}")
    return found


async def _doubts(connection: AsyncConnection, case: UUID) -> int:
    """Count the case's doubts that the next attempt cannot settle by asking the receiver or telling it again."""
    a_persons = (effects.c.case_id == case) & (effects.c.status == "doubtful") & (effects.c.safety == "C")
    return (await connection.execute(select(func.count()).select_from(effects).where(a_persons))).scalar_one()


_MEANS = {
    "sent": "it was sent.",
    "failed": "it was certainly not sent, and the next attempt sends it: start the same brief again.",
    "claimed": "an attempt is about to send it, or died before it began; the next one sends it.",
    "calling": "an attempt is sending it, or died meanwhile. If the case is driven again and nobody can tell, it will "
    "be in doubt then.",
}
"""What a person is told of an effect that they cannot settle, by its status."""
