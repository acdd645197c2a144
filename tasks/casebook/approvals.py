"""Approvals: what was put before whom, and whether what stands in the casebook is what they approved."""

import hashlib
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.attempts import guard
from tasks.casebook.audit import record
from tasks.casebook.cases import Case
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import approvals, now, votes
from tasks.casebook.taints import read_by
from tasks.casebook.upsert import insert_once
from tasks.deciding.vote import Vote
from tasks.settings import settings

_PERSON = re.compile(r"[a-z][a-z0-9_-]*")
"""A person's id; what is not one, such as "policy:small", is nobody's vote."""


class NotApproved(PermissionError):
    """Something that no valid approval covers, byte for byte."""


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
        return await of_step(connection, case, step), await votes_on(connection, case, step)


async def approved(case: UUID, step: str) -> Row[Any]:
    """Return the approval of a case's step; raise `NotApproved` unless `prove_approved` finds it in order."""
    async with reading() as connection:
        return await prove_approved(connection, case, step)


async def prove_approved(connection: AsyncConnection, case: UUID, step: str) -> Row[Any]:
    """Return the approval of a case's step.

    Raise `NotApproved` unless it is approved and its proposal is, byte for byte, what each vote names; in a case that
    has read text from outside, unless a person's vote is among them, whatever a policy says.
    """
    asked = (await connection.execute(_one(case, step))).one_or_none()
    if asked is None or asked.status != "approved":
        raise NotApproved(f"Case {case} has no approval at step '{step}': nothing goes out.")
    sha256 = hashlib.sha256(asked.proposal.encode()).hexdigest()
    approving = [vote for vote in await connection.execute(_votes(case, step)) if vote.verdict == "approve"]
    outside = await read_by(connection, case)
    if outside and not any(_PERSON.fullmatch(vote.person) for vote in approving):
        raise NotApproved(
            f"Case {case} has read text from outside ({', '.join(outside)}), so a person must approve what it does, "
            f"and nobody has at '{step}': nothing goes out."
        )
    if {vote.sha256 for vote in approving} != {sha256}:
        raise NotApproved(
            f"The proposal of case {case} at '{step}' is not the one that was approved ({asked.sha256[:12]}): nothing "
            "goes out. Somebody changed the casebook: look at the audit, then start a new revision."
        )
    return asked


async def find(case: UUID, step: str) -> Row[Any] | None:
    """Return the approval of a case's step, None where nothing was asked yet."""
    async with reading() as connection:
        return (await connection.execute(_one(case, step))).one_or_none()


async def of_case(case: UUID) -> list[Row[Any]]:
    """Return the case's approvals in the order in which they were asked."""
    async with reading() as connection:
        query = select(approvals).where(approvals.c.case_id == case).order_by(approvals.c.asked_at)
        return list((await connection.execute(query)).all())


async def expire_overdue() -> list[tuple[UUID, str]]:
    """Decide every pending approval of the tenant whose time is over as expired; return their cases and steps."""
    overdue = select(approvals).where(
        approvals.c.tenant == settings().tenant, approvals.c.status == "pending", approvals.c.expires_at <= now()
    )
    async with reading() as connection:  # the keeper looks often: only what is overdue is worth the write lock
        if (await connection.execute(overdue.limit(1))).one_or_none() is None:
            return []
    async with writing() as connection:
        rows = (await connection.execute(overdue.with_for_update())).all()
        for row in rows:
            await connection.execute(
                update(approvals)
                .where(approvals.c.case_id == row.case_id, approvals.c.step == row.step)
                .values(status="expired", decided_at=now())
            )
            subject = f"approval:{row.case_id}/{row.step}"
            await record(connection, "keeper", "approval expired", subject, policy=row.policy)
    return [(row.case_id, row.step) for row in rows]


async def note_message(case: UUID, step: str, message: str) -> None:
    """Remember where the approvers' message stands, so that it can be updated."""
    async with writing() as connection:
        await connection.execute(
            update(approvals).where(approvals.c.case_id == case, approvals.c.step == step).values(message=message)
        )


async def announced(connection: AsyncConnection, case: UUID) -> list[str]:
    """Return where the messages stand by which the case's questions were put before their approvers."""
    query = select(approvals.c.message).where(approvals.c.case_id == case, approvals.c.message.is_not(None))
    return list((await connection.execute(query)).scalars())


async def pending() -> list[Row[Any]]:
    """Return the tenant's approvals that wait for a decision, oldest first."""
    async with reading() as connection:
        query = select(approvals).where(approvals.c.tenant == settings().tenant, approvals.c.status == "pending")
        return list((await connection.execute(query.order_by(approvals.c.asked_at))).all())


async def of_step(connection: AsyncConnection, case: UUID, step: str, *, lock: bool = False) -> Row[Any]:
    """Return the approval of a case's step, locked where asked; raise LookupError where nothing was asked."""
    query = _one(case, step)
    row = (await connection.execute(query.with_for_update() if lock else query)).one_or_none()
    if row is None:
        raise LookupError(f"Case {case} asked for no approval at step '{step}': `countersign show {case}` lists them.")
    return row


async def votes_on(connection: AsyncConnection, case: UUID, step: str) -> list[Vote]:
    """Return the votes on a case's step in the order in which they were given."""
    return [
        Vote(**{name: getattr(row, name) for name in Vote.model_fields})
        for row in await connection.execute(_votes(case, step))
    ]


def _one(case: UUID, step: str) -> Any:
    return select(approvals).where(approvals.c.case_id == case, approvals.c.step == step)


def _votes(case: UUID, step: str) -> Any:
    return select(votes).where(votes.c.case_id == case, votes.c.step == step).order_by(votes.c.at)
