"""A decision: what became of a proposal, by whom and when."""

import json
from datetime import datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Row

from reports.standing import Standing
from tasks.casebook import approvals
from tasks.casebook.cases import Case
from tasks.deciding.standing import standing
from tasks.deciding.vote import DECIDING, Vote
from tasks.proposal import Proposal

Status = Literal["pending", "approved", "changes", "rejected", "expired"]


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
        """Return what those wrote whose verdict became the decision; empty where the time ran out."""
        return "\n".join(one.comment for one in self.votes if one.comment and one.verdict == DECIDING.get(self.status))

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
    if "answer" in waits:
        return f"a person's answer at {waits['answer']}"
    if "budget" in waits:
        return f"a word on the budget of {waits['budget']}"
    if "date" in waits:
        return f"{datetime.fromisoformat(waits['date']):%Y-%m-%d %H:%M %Z}"
    return ""


async def decision_at(case: Case, step: str) -> Decision:
    """Return what became of the proposal of a case's step; raise LookupError where nothing was asked."""
    return Decision.of(*await approvals.standing(case.id, step))


async def approved_proposal(decision: Decision) -> Proposal:
    """Return the approved proposal; raise `NotApproved` unless it is, byte for byte, what each vote names."""
    return Proposal.from_text((await approvals.approved(decision.case, decision.step)).proposal)


async def standing_of(decision: Decision) -> Standing:
    """Return the page of status and signatures that belongs to the decision."""
    return standing(*await approvals.standing(decision.case, decision.step))
