"""Ask people, and sleep until they have decided: the gate of every flow."""

from collections.abc import Awaitable, Callable
from typing import Any

from prefect.artifacts import acreate_markdown_artifact
from prefect.logging import get_run_logger
from pydantic import BaseModel
from sqlalchemy import Row

from reports.document import Document
from tasks.announcement import announce, conclude
from tasks.case_id import short_id
from tasks.casebook import approvals
from tasks.casebook.cases import Case
from tasks.deciding.rounds import ROUNDS, round_step
from tasks.deciding.rules import load_rules
from tasks.deciding.vote import Vote
from tasks.decision import Decision
from tasks.proposal import Proposal
from tasks.requester import SCHEDULE
from tasks.typed_commands import deciding, looking
from tasks.wait import sleep


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
    raise AssertionError("unreachable: no changes can be requested of the last draft")


async def round_of(case: Case, gate: str, number: int) -> Round:
    """Return a round of the gate, with what was asked for in the round before it."""
    step = round_step(gate, number)
    if number == 1:
        return Round(number=number, step=step)
    row, votes = await approvals.standing(case.id, round_step(gate, number - 1))
    return Round(
        number=number,
        step=step,
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
    rule = load_rules().policies.policy(policy)
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
    told = _question(row, votes) if row.status == "pending" else _answer(row, votes)
    await acreate_markdown_artifact(
        key=f"approval-{short_id(case.id)}", markdown="\n".join(told), description=f"The decision on {row.step}"
    )


def _question(row: Row[Any], votes: list[Vote]) -> list[str]:
    missing = load_rules().missing(row, votes)
    return [
        f"Waits for a decision on {_draft(row)} until {row.expires_at:%Y-%m-%d %H:%M} UTC. Still to sign:",
        "",
        *(f"- {one.role}: {one.who}" for one in missing),
        "",
        f"    {looking(row.case_id, row.step)}",
        *(f"    {line}" for line in deciding(row.case_id, row.step, missing)),
        "",
        "Prefect's Resume button does not approve: the case sleeps again.",
    ]


def _answer(row: Row[Any], votes: list[Vote]) -> list[str]:
    said = [f"- {vote.person}: {vote.verdict}{f': {_as_text(vote.comment)}' if vote.comment else ''}" for vote in votes]
    return [f"{row.status.capitalize()}: {_draft(row)}.", "", *said]


def _as_text(comment: str) -> str:
    """Return a comment in which Prefect's page sees no link, picture or markup: it may hold what somebody pasted."""
    return f"`{' '.join(comment.split()).replace('`', 'ˋ')}`"


def _draft(row: Row[Any]) -> str:
    return f"**{row.step}** (draft `{row.sha256[:12]}`)"
