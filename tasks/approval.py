"""Ask people, and sleep until they have decided: the gate of every flow."""

from collections.abc import Awaitable, Callable
from typing import Any

from prefect.artifacts import acreate_markdown_artifact
from prefect.logging import get_run_logger
from pydantic import BaseModel
from sqlalchemy import Row

from reports.document import Document
from tasks.announcement import announce, conclude
from tasks.case import SCHEDULE
from tasks.casebook import approvals
from tasks.casebook.cases import Case
from tasks.decision import Decision, load_rules
from tasks.proposal import Proposal
from tasks.vote import Vote
from tasks.wait import sleep

ROUNDS = 20
"""After so many requests for changes people should talk to each other."""


class Round(BaseModel, frozen=True):
    """One draft: the first, or the next after a request for changes."""

    number: int
    step: str
    comment: str | None = None
    """What was asked for in the round before."""
    previous: Document | None = None


Draft = Callable[[Round], Awaitable[Proposal]]
"""Draws up what is put before people in a round."""


async def approval(case: Case, step: str, draft: Draft, *, policy: str) -> Decision:
    """Put what `draft` proposes before the policy's approvers, sleep until they have decided, and return the decision.

    A request for changes opens another round: `draft` is told what was asked for and proposes anew. The first
    proposal of a round stands, and is not drawn up again: what people look at does not change because the run was
    told again. Prefect's resume decides nothing; a case that was woken without a decision sleeps again.
    """
    for number in range(1, ROUNDS + 1):
        decision = await _decided(case, await round_of(case, step, number), draft, policy)
        if not decision.wants_changes:
            return decision
    raise RuntimeError(
        f"Case {case.id} had {ROUNDS} rounds at '{step}' without a decision: reject it and talk to its approvers."
    )


async def round_of(case: Case, step: str, number: int) -> Round:
    """Return a round of the gate `step`, with what was asked for in the round before it."""
    if number == 1:
        return Round(number=1, step=f"{step}#1")
    row, votes = await approvals.standing(case.id, f"{step}#{number - 1}")
    return Round(
        number=number,
        step=f"{step}#{number}",
        comment=Decision.of(row, votes).comment,
        previous=Proposal.from_text(row.proposal).document,
    )


async def _decided(case: Case, round: Round, draft: Draft, policy: str) -> Decision:
    row = await approvals.find(case.id, round.step) or await _ask(case, round.step, await draft(round), policy)
    await announce(case, row)
    row, votes = await approvals.standing(case.id, round.step)
    if row.status == "pending":
        await _show_in_prefect(case, row, votes)
        get_run_logger().info("Case %s sleeps: it waits for a decision on '%s'.", case.id, round.step)
        await sleep(case, {"approval": round.step})
    await _show_in_prefect(case, row, votes)
    decision = Decision.of(row, votes)
    await conclude(case, row, decision)
    return decision


async def _ask(case: Case, step: str, proposal: Proposal, policy: str) -> Row[Any]:
    _, policies = load_rules()
    rule = policies.policy(policy)
    return await approvals.ask_for_approval(
        case,
        step,
        sha256=proposal.sha256,
        proposal=proposal.text(),
        policy=policy,
        requester=rule.owner if case.requester == SCHEDULE else case.requester,
        lasts=rule.expires_after,
    )


async def _show_in_prefect(case: Case, row: Row[Any], votes: list[Vote]) -> None:
    draft = f"**{row.step}** (draft `{row.sha256[:12]}`)"
    lines = [f"- {vote.person}: {vote.verdict}{f': {vote.comment}' if vote.comment else ''}" for vote in votes]
    if row.status == "pending":
        lines = [
            f"Waits for a decision on {draft}.",
            "",
            f"    countersign show {case.id} {row.step}",
            f"    countersign approve {case.id} {row.step}",
            "",
            "Prefect's Resume button does not approve: the case sleeps again.",
        ]
    else:
        lines = [f"{row.status.capitalize()}: {draft}.", "", *lines]
    await acreate_markdown_artifact(
        key=f"approval-{str(case.id)[:8]}", markdown="\n".join(lines), description=f"The decision on {row.step}"
    )
