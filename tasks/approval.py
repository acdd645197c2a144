"""Ask people, and sleep until they have decided: the gate of every flow."""

from collections.abc import AsyncIterator

from prefect.artifacts import create_markdown_artifact
from prefect.logging import get_run_logger
from pydantic import BaseModel

from reports.document import Document
from tasks.announcement import announce, conclude
from tasks.case import SCHEDULE
from tasks.casebook import approvals
from tasks.casebook.cases import Case
from tasks.decision import Decision, load_rules
from tasks.proposal import Proposal
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


async def rounds(case: Case, step: str) -> AsyncIterator[Round]:
    """Give a round for the first draft and one more after each request for changes; the flow breaks off with its decision."""
    for number in range(1, ROUNDS + 1):
        yield await round_of(case, step, number)
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


async def approval(case: Case, step: str, proposal: Proposal, *, policy: str) -> Decision:
    """Put the proposal before the policy's approvers, sleep until they have decided, and return the decision.

    The first proposal of a step stands: what people look at does not change because the run was told again. Prefect's resume decides
    nothing; a case that was woken without a decision sleeps again.
    """
    people, policies = load_rules()
    rule = policies.policy(policy)
    row = await approvals.ask_for_approval(
        case,
        step,
        sha256=proposal.sha256,
        proposal=proposal.text(),
        policy=policy,
        requester=rule.owner if case.requester == SCHEDULE else case.requester,
        lasts=rule.expires_after,
    )
    await _show_in_prefect(case, row.step, row.sha256)
    await announce(case, row)
    row, votes = await approvals.standing(case.id, step)
    if row.status == "pending":
        get_run_logger().info("Case %s sleeps: it waits for a decision on '%s'.", case.id, step)
        await sleep(case, {"approval": step})
    decision = Decision.of(row, votes)
    await conclude(case, row, decision)
    return decision


async def _show_in_prefect(case: Case, step: str, sha256: str) -> None:
    await create_markdown_artifact(
        key=f"approval-{str(case.id)[:8]}",
        markdown=f"Waits for a decision on **{step}** (draft `{sha256[:12]}`).\n\n"
        f"    countersign show {case.id} {step}\n    countersign approve {case.id} {step}\n\n"
        "Prefect's Resume button does not approve: the case sleeps again.",
        description="What this case waits for",
    )  # pyright: ignore[reportGeneralTypeIssues]
