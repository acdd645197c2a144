"""Approvals: what was put before whom, who voted, and the one decision that came of it."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record
from tasks.casebook.cases import Case, guard
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import approvals, cases, now, votes
from tasks.casebook.upsert import insert_once
from tasks.people import People
from tasks.policy import Policies
from tasks.settings import settings
from tasks.vote import Verdict, Vote, evaluate, refusal


class VoteRefused(PermissionError):
    """A vote that does not count, with the reason."""


async def ask_for_approval(
    case: Case, step: str, *, sha256: str, proposal: str, policy: str, requester: str | None, lasts: timedelta
) -> Row[Any]:
    """Put the proposal before its approvers, once per step; return the row that stands, which may be an earlier one."""
    async with writing() as connection:
        await guard(connection, case)
        asked_at = (await connection.execute(select(now()))).scalar_one()
        asked = await insert_once(
            connection,
            approvals,
            case_id=case.id,
            step=case.declared(step),
            tenant=case.tenant,
            sha256=sha256,
            proposal=proposal,
            policy=policy,
            requester=requester,
            status="pending",
            asked_at=asked_at,
            expires_at=asked_at + lasts,
        )
        if asked:
            subject = f"approval:{case.id}/{step}"
            await record(connection, f"process:{case.process}", "approval asked", subject, sha256=sha256, policy=policy)
        return (await connection.execute(_one(case.id, step))).one()


async def standing(case: UUID, step: str) -> tuple[Row[Any], list[Vote]]:
    """Return the approval of a case's step and its votes; raise LookupError where nothing was asked."""
    async with reading() as connection:
        row = (await connection.execute(_one(case, step))).one_or_none()
        if row is None:
            raise LookupError(
                f"Case {case} asked for no approval at step '{step}': `countersign show {case}` lists them."
            )
        return row, await _votes(connection, case, step)


async def find(case: UUID, step: str) -> Row[Any] | None:
    """Return the approval of a case's step, None where nothing was asked yet."""
    async with reading() as connection:
        return (await connection.execute(_one(case, step))).one_or_none()


async def of_case(case: UUID) -> list[Row[Any]]:
    """Return the case's approvals in the order in which they were asked."""
    async with reading() as connection:
        query = select(approvals).where(approvals.c.case_id == case).order_by(approvals.c.asked_at)
        return list((await connection.execute(query)).all())


async def vote(
    case: UUID,
    step: str,
    *,
    person: str,
    verdict: Verdict,
    comment: str,
    sha256: str,
    authenticated: bool,
    people: People,
    policies: Policies,
) -> str:
    """Count one person's vote on the proposal with hash `sha256`; return the status that it leads to.

    One compare-and-set on (pending, hash, not expired by the database's clock) decides. Raise `VoteRefused` with the
    reason where the vote does not count; every refusal is audited.
    """
    subject = f"approval:{case}/{step}"
    async with writing() as connection:
        row = (await connection.execute(_one(case, step).with_for_update())).one_or_none()
        if row is None:
            raise LookupError(
                f"Case {case} asked for no approval at step '{step}': `countersign show {case}` lists them."
            )
        policy = policies.policy(row.policy)
        cast = await _votes(connection, case, step)
        at = (await connection.execute(select(now()))).scalar_one()
        why_not = (
            _closed(row, cast, sha256, at)
            or refusal(policy, people, cast, person, requester=row.requester, exposure=exposure(row))
            or _wordless(verdict, comment)
            or _blocked(row, verdict)
        )
        status = "refused"
        if why_not:
            await record(connection, f"person:{person}", "vote refused", subject, verdict=verdict, why=why_not)
        else:
            new = Vote(person=person, verdict=verdict, comment=comment, at=at, authenticated=authenticated)
            values = new.model_dump(exclude={"role"}) | {"case_id": case, "step": step, "sha256": sha256}
            await connection.execute(insert(votes).values(**values))
            status = evaluate(policy, people, [*cast, new], requester=row.requester, exposure=exposure(row)).state
            await record(
                connection, f"person:{person}", f"voted {verdict}", subject,
                sha256=sha256, comment=comment, authenticated=authenticated, status=status,
            )  # fmt: skip
            if status != "pending":
                await _decide(connection, row, status)
    if why_not:
        raise VoteRefused(why_not)
    return status


async def expire_overdue() -> list[tuple[UUID, str]]:
    """Decide every pending approval of the tenant whose time is over as expired; return their cases and steps."""
    async with writing() as connection:
        overdue = select(approvals).where(
            approvals.c.tenant == settings().tenant,
            approvals.c.status == "pending",
            approvals.c.expires_at <= now(),
        )
        rows = (await connection.execute(overdue.with_for_update())).all()
        for row in rows:
            await _decide(connection, row, "expired")
            await record(
                connection,
                "keeper",
                "approval expired",
                f"approval:{row.case_id}/{row.step}",
                policy=row.policy,
            )
    return [(row.case_id, row.step) for row in rows]


async def note_message(case: UUID, step: str, message: str) -> None:
    """Remember where the approvers' message stands, so that it can be updated."""
    async with writing() as connection:
        await connection.execute(
            update(approvals).where(approvals.c.case_id == case, approvals.c.step == step).values(message=message)
        )


async def pending() -> list[Row[Any]]:
    """Return the tenant's approvals that wait for a decision, oldest first."""
    async with reading() as connection:
        query = (
            select(approvals, cases.c.process, cases.c.natural_key)
            .join(cases, cases.c.id == approvals.c.case_id)
            .where(approvals.c.tenant == settings().tenant, approvals.c.status == "pending")
            .order_by(approvals.c.asked_at)
        )
        return list((await connection.execute(query)).all())


def exposure(row: Row[Any]) -> Decimal:
    """Return the amount by which the row's policy chooses its signatures."""
    return Decimal(json.loads(row.proposal)["exposure"])


def _closed(row: Row[Any], cast: list[Vote], sha256: str, at: Any) -> str | None:
    if row.status != "pending":
        by = ", ".join(vote.person for vote in cast) or "the deadline"
        return f"This was decided already: {row.status} by {by}."
    if row.expires_at is not None and row.expires_at <= at:
        return f"The time for this decision ended on {row.expires_at:%Y-%m-%d %H:%M} UTC."
    if row.sha256 != sha256:
        return f"You looked at draft {sha256[:12]}, the one to decide is {row.sha256[:12]}: show it again."
    return None


def _wordless(verdict: str, comment: str) -> str | None:
    if verdict == "approve" or comment.strip():
        return None
    return "A request for changes and a rejection need a comment: say what should be different, or why not."


def _blocked(row: Row[Any], verdict: str) -> str | None:
    reasons = json.loads(row.proposal)["blocked"]
    if verdict != "approve" or not reasons:
        return None
    return f"This draft cannot be released: {'; '.join(reasons)} Request changes or reject it."


async def _decide(connection: AsyncConnection, row: Row[Any], status: str) -> None:
    await connection.execute(
        update(approvals)
        .where(approvals.c.case_id == row.case_id, approvals.c.step == row.step, approvals.c.status == "pending")
        .values(status=status, decided_at=now())
    )


async def _votes(connection: AsyncConnection, case: UUID, step: str) -> list[Vote]:
    query = select(votes).where(votes.c.case_id == case, votes.c.step == step).order_by(votes.c.at)
    return [
        Vote(**{name: getattr(row, name) for name in Vote.model_fields if hasattr(row, name)})
        for row in await connection.execute(query)
    ]


def _one(case: UUID, step: str) -> Any:
    return select(approvals).where(approvals.c.case_id == case, approvals.c.step == step)
