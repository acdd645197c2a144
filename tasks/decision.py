"""A decision: what became of a proposal, by whom and when."""

import hashlib
import json
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row

from reports import standing as report
from reports.standing import Signature, Standing
from tasks.casebook import approvals
from tasks.people import People
from tasks.policy import Policies
from tasks.proposal import Proposal
from tasks.settings import settings
from tasks.vote import Vote, evaluate

Status = Literal["pending", "approved", "changes", "rejected", "expired", "cancelled"]


SHOWN_AS: dict[Status, report.Status] = {
    "pending": "draft",
    "approved": "released",
    "changes": "superseded",
    "rejected": "rejected",
    "expired": "expired",
    "cancelled": "cancelled",
}
"""What a document says of itself once its proposal has this status."""


class ProposalChanged(RuntimeError):
    """The proposal in the casebook is not the one that people approved."""


class Decision(BaseModel, frozen=True, extra="forbid"):
    """The one decision on a proposal. Only the votes and the hash they name make it; no run state does."""

    case: UUID
    step: str
    status: Status
    sha256: str
    votes: tuple[Vote, ...]
    decided_at: datetime | None

    @property
    def approved(self) -> bool:
        return self.status == "approved"

    @property
    def wants_changes(self) -> bool:
        return self.status == "changes"

    @property
    def comment(self) -> str:
        """Return what the people who decided wrote."""
        return "\n".join(vote.comment for vote in self.votes if vote.comment)

    @classmethod
    def of(cls, row: Row[Any], votes: list[Vote]) -> Self:
        return cls(
            case=row.case_id,
            step=row.step,
            status=row.status,
            sha256=row.sha256,
            votes=tuple(votes),
            decided_at=row.decided_at,
        )


def sleeps_for(row: Row[Any]) -> str:
    """Say what a waiting case waits for, in a line."""
    waits = json.loads(row.waits_for or "{}")
    if "approval" in waits:
        return f"a decision on {waits['approval']}"
    return f"{waits['date']}" if "date" in waits else ""


async def approved_proposal(decision: Decision) -> Proposal:
    """Return the approved proposal; raise `ProposalChanged` unless it is, byte for byte, what each vote names."""
    row, _ = await approvals.standing(decision.case, decision.step)
    if row.status != "approved" or hashlib.sha256(row.proposal.encode()).hexdigest() != decision.sha256:
        raise ProposalChanged(
            f"The proposal of case {decision.case} at '{decision.step}' is not the one that was approved "
            f"({decision.sha256[:12]}): "
            "nothing goes out. Somebody changed the casebook: look at the audit, then start a new revision."
        )
    return Proposal.from_text(row.proposal)


async def standing_of(decision: Decision) -> Standing:
    """Return the page of status and signatures that belongs to the decision."""
    row, votes = await approvals.standing(decision.case, decision.step)
    return standing(decision.case, row, votes)


def standing(case: UUID, row: Row[Any], votes: list[Vote]) -> Standing:
    """Return the status and the signatures of an approval and its votes."""
    people, policies = load_rules()
    rule = policies.policy(row.policy)
    given = evaluate(rule, people, votes, requester=row.requester, exposure=approvals.exposure(row)).signed
    return Standing(
        status=SHOWN_AS[row.status],
        case=str(case),
        document_sha256=row.sha256,
        signatures=tuple(
            Signature(name=people.person(one.vote.person).name, role=one.role, at=one.vote.at, sha256=row.sha256)
            for one in given
        ),
        remark=""
        if all(vote.authenticated for vote in votes)
        else "Signed on the embedded set-up: who signed was not proved.",
    )


def load_rules() -> tuple[People, Policies]:
    """Return the people and policies files of this installation."""
    people = People.load(settings().people_file)
    return people, Policies.load(settings().policies_file, people)
