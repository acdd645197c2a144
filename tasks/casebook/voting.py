"""Votes: who may say what about a proposal, and the one decision that comes of it."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.approvals import of_step, votes_on
from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.lessons import propose
from tasks.casebook.tables import approvals, now, votes
from tasks.deciding.ballot import Tally
from tasks.deciding.rounds import ROUNDS, gate_and_number
from tasks.deciding.rules import Rules
from tasks.deciding.standing import as_kept, counted
from tasks.deciding.vote import DECIDING, Verdict, Vote
from tasks.settings import settings


class VoteRefused(PermissionError):
    """A vote that does not count, with the reason."""


async def vote(
    case: UUID,
    step: str,
    *,
    person: str,
    verdict: Verdict,
    comment: str,
    sha256: str,
    authenticated: bool,
    rules: Rules,
) -> str:
    """Count one person's vote on the proposal with hash `sha256`; return the status that it leads to.

    One compare-and-set on (pending, hash, not expired by the database's clock) decides. Raise `VoteRefused` with the
    reason where the vote does not count; every refusal is audited.
    """
    async with writing() as connection:
        asked = await of_step(connection, case, step, lock=True)
        cast = await votes_on(connection, case, step)
        at = (await connection.execute(select(now()))).scalar_one()
        why_not = (
            _closed(asked, cast, sha256, at)
            or rules.ballot(asked).refusal(cast, person)
            or _wordless(verdict, comment)
            or _blocked(asked, verdict)
            or _without_another_round(step, verdict)
        )
        if why_not:
            await record(connection, f"person:{person}", "vote refused", _subject(asked), verdict=verdict, why=why_not)
            status = "refused"
        else:
            new = Vote(person=person, verdict=verdict, comment=comment, at=at, authenticated=authenticated)
            status = await _count(connection, asked, cast, new, rules)
    if why_not:
        raise VoteRefused(why_not)
    return status


async def voted_on() -> list[tuple[UUID, str]]:
    """Return the case and step of each pending approval of the tenant that somebody has voted on."""
    asked = select(approvals.c.case_id, approvals.c.step).where(
        approvals.c.tenant == settings().tenant, approvals.c.status == "pending"
    )
    given = select(votes.c.step).where(votes.c.case_id == approvals.c.case_id, votes.c.step == approvals.c.step)
    async with reading() as connection:
        return [(row.case_id, row.step) for row in await connection.execute(asked.where(given.exists()))]


async def recount(case: UUID, step: str, rules: Rules) -> str:
    """Decide a pending approval whose votes suffice since people or policies changed; return the status that stands."""
    async with writing() as connection:
        asked = await of_step(connection, case, step, lock=True)
        at = (await connection.execute(select(now()))).scalar_one()
        tally = rules.ballot(asked).tally(await votes_on(connection, case, step))
        if asked.status != "pending" or asked.expires_at <= at or tally.state == "pending":
            return asked.status
        await _keep(connection, asked, tally, rules)
        await record(
            connection, "keeper", "votes suffice by the rules of today", _subject(asked),
            sha256=asked.sha256, status=tally.state, signed={one.role: one.vote.person for one in tally.signed},
        )  # fmt: skip
    return tally.state


async def _count(connection: AsyncConnection, asked: Row[Any], cast: list[Vote], new: Vote, rules: Rules) -> str:
    of_asked = {"case_id": asked.case_id, "step": asked.step, "sha256": asked.sha256}
    await connection.execute(insert(votes).values(**new.model_dump(), **of_asked))
    tally = rules.ballot(asked).tally([*cast, new])
    await _keep(connection, asked, tally, rules)
    if new.verdict == "changes":
        await propose(connection, asked, new.person, new.comment)
    await record(
        connection, f"person:{new.person}", f"voted {new.verdict}", _subject(asked),
        sha256=asked.sha256, comment=new.comment, authenticated=new.authenticated, status=tally.state,
        signed={one.role: one.vote.person for one in tally.signed},
    )  # fmt: skip
    return tally.state


async def _keep(connection: AsyncConnection, asked: Row[Any], tally: Tally, rules: Rules) -> None:
    """Write down what the votes come to, with the signatures as they count now."""
    kept = {"status": tally.state, "signatures": as_kept(counted(tally, rules.people, asked.sha256))}
    await connection.execute(
        update(approvals)
        .where(approvals.c.case_id == asked.case_id, approvals.c.step == asked.step, approvals.c.status == "pending")
        .values(kept if tally.state == "pending" else kept | {"decided_at": now()})
    )


def _subject(asked: Row[Any]) -> str:
    return f"approval:{asked.case_id}/{asked.step}"


def _closed(asked: Row[Any], cast: list[Vote], sha256: str, at: datetime) -> str | None:
    if asked.status == "expired" or (asked.status == "pending" and asked.expires_at <= at):
        return f"The time for this decision ended on {asked.expires_at:%Y-%m-%d %H:%M} UTC."
    if asked.status != "pending":
        by = ", ".join(vote.person for vote in cast if vote.verdict == DECIDING[asked.status])
        return f"This was decided already: {asked.status} by {by}."
    if asked.sha256 != sha256:
        return f"You looked at draft {sha256[:12]}, the one to decide is {asked.sha256[:12]}: show it again."
    return None


def _wordless(verdict: Verdict, comment: str) -> str | None:
    if verdict == "approve" or comment.strip():
        return None
    return "A request for changes and a rejection need a comment: say what should be different, or why not."


def _blocked(asked: Row[Any], verdict: Verdict) -> str | None:
    reasons = json.loads(asked.proposal)["blocked"]
    if verdict != "approve" or not reasons:
        return None
    return f"This draft cannot be released: {'; '.join(reasons)} Request changes or reject it."


def _without_another_round(step: str, verdict: Verdict) -> str | None:
    if verdict != "changes" or gate_and_number(step)[1] < ROUNDS:
        return None
    return f"This is draft {ROUNDS}, the last one, so no changes can be requested: approve it or reject it."
