"""Touch the world: through the ledger, with what was approved, and never twice where the receiver lets us know."""

import asyncio

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.logging import get_run_logger

from tasks.attempt import Attempt
from tasks.casebook import ledger
from tasks.casebook.cases import Case
from tasks.decision import Decision, approved_proposal, standing_of
from tasks.effect import Contents, Effect, EffectFailed, EffectInDoubt, Receipt, Rendition
from tasks.proposal import Proposal
from tasks.settings import settings


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
    approved_at: str | None,
) -> Receipt:
    """Perform one effect under its ledger key; return what its receiver said, now or when it was done before.

    `approved_at` is the step of the approval that covers it, None for what only tells our own people something. Raise
    `NotApproved` where nothing covers it, `EffectFailed` where it was certainly not done and `EffectInDoubt` where a
    person must find out; the last two are dead letters by then.
    """
    claim = await ledger.claim(case, step, effect, ordinal, approved_at=approved_at)
    if claim.answer == "sent" and claim.receipt is not None:
        return claim.receipt
    ask = _ask_for_word(case, effect, claim.key, ledger.effect_name(step, ordinal))
    if claim.answer == "doubtful":
        raise EffectInDoubt(f"Nobody has said yet whether it was done. {ask}")
    try:
        receipt = await Attempt(case, effect, claim, contents or _no_document).receipt()
    except EffectFailed as why:
        await ledger.give_up(case, claim.key, "failed", str(why))
        raise
    except EffectInDoubt as why:
        await ledger.give_up(case, claim.key, "doubtful", f"{why} {ask}")
        raise EffectInDoubt(f"{why} {ask}") from why
    await ledger.settle(case, claim.key, receipt)
    get_run_logger().info("Effect %s: %s", claim.key, receipt.reference)
    return receipt


def _ask_for_word(case: Case, effect: Effect, key: str, name: str) -> str:
    """Say how a person finds out whether a doubtful effect was done, and how they tell us."""
    by, who = effect.trace(key), " --as NAME" if settings().embedded else ""
    return (
        f"Ask its receiver{f', or look for {by} there' if by else ''}; then say so: "
        f"`countersign settle {case.id} {name} --sent --comment TEXT{who}`, or `--not-sent` and it is sent once more."
    )


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
