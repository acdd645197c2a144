"""Touch the world: through the ledger, with what was approved, and never twice where the receiver lets us know."""

import asyncio
from typing import Literal

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger

from tasks.casebook import dead_letters, ledger
from tasks.casebook.cases import Case
from tasks.decision import Decision, approved_proposal, standing_of
from tasks.effect import Contents, Effect, EffectFailed, EffectInDoubt, Receipt, Rendition
from tasks.proposal import Proposal

ATTEMPTS = 3


class EffectsOutstanding(RuntimeError):
    """Some effects of a case could not be performed: the rest were, and these wait for a person."""


async def perform_all(case: Case, decision: Decision, *, step: str) -> list[Receipt]:
    """Perform every effect of the approved proposal, read from the casebook, in its order; return the receivers' words.

    One that fails does not hold up the others: each becomes a dead letter, and `EffectsOutstanding` names them at
    the end.
    """
    proposal = await approved_proposal(decision)
    contents = await _contents(decision, proposal)
    receipts: list[Receipt] = []
    failures: list[str] = []
    for ordinal, effect in enumerate(proposal.effects):
        try:
            receipts.append(
                await perform(case, effect, contents, step=step, ordinal=ordinal, approved_at=decision.step)
            )
        except (EffectFailed, EffectInDoubt) as why:
            failures.append(f"{effect.describe()} {why}")
    if failures:
        raise EffectsOutstanding(
            f"{len(failures)} of {len(proposal.effects)} effects of case {case.id} are outstanding: "
            f"{'; '.join(failures)} "
            f"`countersign show {case.id}` lists them as dead letters."
        )
    return receipts


@task(name="perform", task_run_name="{effect.kind} {effect.target}", persist_result=False, cache_policy=NO_CACHE)
async def perform(
    case: Case,
    effect: Effect,
    contents: Contents | None,
    *,
    step: str,
    ordinal: int = 0,
    approved_at: str | None = None,
) -> Receipt:
    """Perform one effect under its ledger key; return what its receiver said, now or when it was done before.

    Raise `EffectFailed` where it was certainly not done and `EffectInDoubt` where a person must find out; both are
    dead letters by then.
    """
    claim = await ledger.claim(case, step, effect, ordinal, approved_at=approved_at)
    if claim.answer == "sent" and claim.receipt is not None:
        return claim.receipt
    if claim.answer == "doubtful":
        raise EffectInDoubt("Nobody has said yet whether it was done.")
    try:
        receipt = await _resolve(effect, claim) or await _send(effect, claim.key, contents or _no_document)
    except EffectFailed as why:
        await _give_up(case, effect, claim.key, "failed", str(why))
        raise
    except EffectInDoubt as why:
        await _give_up(case, effect, claim.key, "doubtful", str(why))
        raise
    await ledger.settle(case, claim.key, "sent", receipt)
    get_run_logger().info("Effect %s: %s", claim.key, receipt.reference)
    return receipt


async def _resolve(effect: Effect, claim: ledger.Claim) -> Receipt | None:
    """Return the receipt of an earlier call that arrived, None where none did; raise where the receiver cannot be
    asked.
    """
    if claim.answer != "in doubt" or effect.safety == "A":
        return None
    if effect.safety == "C":
        raise EffectInDoubt("An earlier attempt ended while it was being sent, and its receiver cannot be asked.")
    await asyncio.sleep(claim.lease_left)  # the earlier attempt may still be calling
    return await effect.look_up(claim.key)


async def _send(effect: Effect, key: str, contents: Contents) -> Receipt:
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await effect.send(key, contents)
        except EffectFailed:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(2**attempt / 2)
        except EffectInDoubt:
            if effect.safety == "C":
                raise
            found = await effect.look_up(key) if effect.safety == "B" else None
            if found is not None:
                return found
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


async def _give_up(case: Case, effect: Effect, key: str, status: Literal["failed", "doubtful"], why: str) -> None:
    await ledger.settle(case, key, status, None, why=why)
    payload = {"effect": effect.model_dump(), "key": key}
    await dead_letters.bury(f"effect {status}", f"effect:{key}"[:256], why, case=case.id, payload=payload)


async def _no_document(rendition: Rendition) -> bytes:
    raise EffectFailed(f"There is no document to take {rendition.filename} from: an approved proposal has one.")


async def _contents(decision: Decision, proposal: Proposal) -> Contents:
    standing = await standing_of(decision)
    rendered: dict[str, bytes] = {}

    async def contents(rendition: Rendition) -> bytes:
        from reports.render import render

        if rendition.format not in rendered:
            rendered[rendition.format] = await asyncio.to_thread(render, proposal.document, standing, rendition.format)
        return rendered[rendition.format]

    return contents
