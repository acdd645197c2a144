"""The effect ledger: claim, call, record. One row per effect decides who may act and remembers what came of it.

new: nobody has tried yet. claimed: an attempt prepares it. calling: its receiver may have been called. sent, failed:
known. doubtful: not known.
"""

import hashlib
import json
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from reports.canonical import canonical_json, sha256
from tasks.casebook.approvals import NotApproved, announced, prove_approved
from tasks.casebook.attempts import StaleEpoch, guard
from tasks.casebook.audit import record
from tasks.casebook.cases import Case
from tasks.casebook.database import reading, writing
from tasks.casebook.dead_letters import put, resolve
from tasks.casebook.tables import effects, now
from tasks.casebook.upsert import insert_once
from tasks.effect import Effect, Receipt
from tasks.settings import settings

LEASE = timedelta(seconds=45)
"""How long a claim holds, renewed before each call; every call to a receiver ends before it does (40 s)."""


class EffectConflict(RuntimeError):
    """The step asks for another effect than the one recorded under its key."""


class Claim(BaseModel, frozen=True):
    """What the ledger says to one attempt that wants to perform an effect."""

    key: str
    answer: Literal["go", "sent", "in doubt", "doubtful"]
    """go: yours, call the receiver. sent: done before. in doubt: an earlier call may have arrived. doubtful: it may
    have, its receiver cannot be asked (class C), and a person must say.
    """
    receipt: Receipt | None = None
    lease_left: float = 0.0
    """Seconds for which an earlier attempt may still be calling."""


def effect_key(case: Case, step: str, effect: Effect, ordinal: int) -> str:
    """Return the effect's name, the same in every attempt: no run id, no time, no text of a model is in it."""
    key = f"{case.tenant}/{case.process}/{case.id}/{step}/{effect.kind}:{effect.target}/{ordinal}"
    return key if len(key) <= 200 else f"{case.tenant}/{hashlib.sha256(key.encode()).hexdigest()}"


def effect_name(step: str, ordinal: int) -> str:
    """Return what people call an effect of a case: its step and its place there, counted from one ("deliver/4")."""
    return f"{step}/{ordinal + 1}"


def subject(key: str) -> str:
    """Return under which name audit and dead letters speak of an effect."""
    return f"effect:{key}"


async def claim(case: Case, step: str, effect: Effect, ordinal: int, *, approved_at: str | None) -> Claim:
    """Claim the effect for this attempt.

    `approved_at` is the step of the approval whose proposal holds the effect at `ordinal`, None only for an effect that
    `only_tells` and reaches nobody but us: our own channel, or a question that the case has put there. `NotApproved`
    where that is not so, or where the proposal is no longer the one that was approved. Raise `EffectConflict` where the
    key stands for another request.
    """
    key, request = effect_key(case, step, effect, ordinal), canonical_json(effect).decode()
    to_us = approved_at is None and effect.only_tells and await effect.reaches_only_us()
    async with writing() as connection:
        await guard(connection, case)
        if approved_at is not None:
            await _prove_approved(connection, case, approved_at, request, ordinal)
        elif not effect.only_tells:
            raise NotApproved(f"Effect {key} names no approval, and {effect.kind} needs one: nothing goes out.")
        elif not to_us and effect.target not in await announced(connection, case.id):
            raise NotApproved(
                f"Effect {key} names no approval, and {effect.target} is not the channel that the configuration names "
                "as our own: nothing goes out."
            )
        fresh = await insert_once(
            connection,
            effects,
            key=key,
            tenant=case.tenant,
            case_id=case.id,
            step=case.declared(step),
            ordinal=ordinal,
            kind=effect.kind,
            safety=effect.safety,
            request_sha256=sha256(effect),
            request=request,
            status="new",
            epoch=case.epoch,
            attempts=0,
            first_attempt_at=now(),
        )
        row = (await connection.execute(_one(case, key).with_for_update())).one()
        if row.request_sha256 != sha256(effect):
            raise EffectConflict(
                f"Effect {key} was recorded with another request: its step must compute the same one each time."
            )
        if row.status == "sent":
            return Claim(key=key, answer="sent", receipt=Receipt.model_validate_json(row.receipt))
        if row.status == "doubtful" and effect.safety == "C":
            return Claim(key=key, answer="doubtful")
        return await _take(connection, case, row, fresh)


async def _take(connection: AsyncConnection, case: Case, row: Row[Any], fresh: bool) -> Claim:
    at = (await connection.execute(select(now()))).scalar_one()
    # A claim of this very attempt is somebody else's call beside ours; an older attempt that never called is fenced.
    in_doubt = row.status in ("calling", "doubtful") or (row.status == "claimed" and row.epoch == case.epoch)
    await connection.execute(
        update(effects)
        .where(effects.c.tenant == case.tenant, effects.c.key == row.key)
        .values(
            status="calling" if in_doubt else "claimed",
            epoch=case.epoch,
            attempts=row.attempts + 1,
            lease_until=at + LEASE,
        )
    )
    await record(connection, _by(case), "effect claimed", subject(row.key), epoch=case.epoch, again=not fresh)
    if not in_doubt:
        return Claim(key=row.key, answer="go")
    others_until = row.lease_until if row.lease_until and row.epoch != case.epoch else at
    return Claim(key=row.key, answer="in doubt", lease_left=max(0.0, (others_until - at).total_seconds()))


async def renew(case: Case, key: str) -> None:
    """Hold the claim for the length of one more call; raise `StaleEpoch`, before anything is sent, where it is lost."""
    async with writing() as connection:
        await guard(connection, case)
        at = (await connection.execute(select(now()))).scalar_one()
        await _change(connection, case, key, status="calling", lease_until=at + LEASE)


async def settle(case: Case, key: str, receipt: Receipt) -> None:
    """Record that a claimed effect was sent; raise `StaleEpoch` where a newer attempt has claimed it meanwhile."""
    async with writing() as connection:
        await _change(connection, case, key, status="sent", receipt=receipt.model_dump_json(), lease_until=None)
        await resolve(connection, subject(key), "it was performed later")
        await record(connection, _by(case), "effect sent", subject(key), receipt=receipt.model_dump())


async def give_up(case: Case, key: str, status: Literal["failed", "doubtful"], why: str) -> None:
    """Record that a claimed effect was not sent, or perhaps was, and put it before a person; raise `StaleEpoch` where
    a newer attempt has claimed it meanwhile.
    """
    async with writing() as connection:
        await _change(connection, case, key, status=status, receipt=None, lease_until=None)
        await put(connection, _by(case), f"effect {status}", subject(key), why, case=case.id, payload={"key": key})
        await record(connection, _by(case), f"effect {status}", subject(key), why=why)


async def _change(connection: AsyncConnection, case: Case, key: str, **values: Any) -> None:
    """Change the row of an effect that this attempt holds; raise `StaleEpoch` where it holds it no longer."""
    mine = (effects.c.epoch == case.epoch) & effects.c.status.in_(("claimed", "calling"))
    where = (effects.c.tenant == case.tenant) & (effects.c.key == key) & mine
    if (await connection.execute(update(effects).where(where).values(**values))).rowcount != 1:
        raise StaleEpoch(f"Effect {key} was taken over by a newer attempt of case {case.id}.")


async def of_case(case: UUID) -> list[Row[Any]]:
    """Return the case's effects in their order."""
    query = select(effects).where(effects.c.tenant == settings().tenant, effects.c.case_id == case)
    async with reading() as connection:
        return list((await connection.execute(query.order_by(effects.c.first_attempt_at, effects.c.ordinal))).all())


async def _prove_approved(connection: AsyncConnection, case: Case, step: str, request: str, ordinal: int) -> None:
    asked = await prove_approved(connection, case.id, step)
    if canonical_json(json.loads(asked.proposal)["effects"][ordinal]).decode() != request:
        raise NotApproved(f"Effect {ordinal} of case {case.id} is not the one approved at '{step}': nothing goes out.")


def _by(case: Case) -> str:
    return f"case:{case.id}"


def _one(case: Case, key: str) -> Any:
    return select(effects).where(effects.c.tenant == case.tenant, effects.c.key == key)
