"""What a close comes to: the pack that was released, or why there is none."""

from datetime import date
from decimal import Decimal
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel

from flows.financial_reporting.books.importing.late import PostingChange
from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.posting_changes import change_sentence
from tasks.decision import Decision
from tasks.effect import Receipt


class LatePosting(BaseModel, frozen=True, extra="forbid"):
    """A posting that the books hold otherwise than the pack: it came in, was changed or is gone since."""

    entry_id: str
    date: date
    account: str
    amount: Decimal
    """Debit positive, in `currency`: as booked, whatever the pack's currency."""
    currency: str = ""
    """Of the books; "" where they name none."""
    description: str
    entity: str
    became: str = ""
    """What became of it, in a sentence."""

    @classmethod
    def of(cls, change: PostingChange, currency: str) -> Self:
        """Return a posting that differs, as it stands now or, where it is gone, as it last stood."""
        posting = change.posting
        return cls(
            entry_id=posting.entry_id,
            date=posting.date,
            account=posting.account,
            amount=posting.amount,
            currency=currency,
            description=posting.description,
            entity=posting.entity,
            became=change_sentence(change, currency),
        )


class LatePostings(BaseModel, frozen=True, extra="forbid"):
    """The postings that a released pack does not hold as the books do, or why they could not be looked for."""

    found: tuple[LatePosting, ...] = ()
    not_looked_for: str = ""
    """Why the books could not be read after the delivery; empty where they could."""


class ReportingOutcome(BaseModel, frozen=True, extra="forbid"):
    """What became of a close."""

    status: Literal["released", "rejected", "expired"]
    case: UUID
    period: str
    revision: int
    sha256: str
    """Of the proposal that was decided."""
    receipts: tuple[str, ...] = ()
    """What the receivers said, one for each effect."""
    late_postings: tuple[LatePosting, ...] = ()
    """Not, or not so, in this pack: the next revision restates them."""
    late_postings_not_looked_for: str = ""
    """Why it is not known whether there are any; empty where it is."""
    comment: str = ""

    @classmethod
    def not_released(cls, brief: ReportingBrief, decision: Decision) -> Self:
        """Return the outcome of a close that nobody released: nothing went out."""
        return cls.model_validate(_told(brief, decision) | {"status": decision.status})

    @classmethod
    def released(cls, brief: ReportingBrief, decision: Decision, receipts: list[Receipt], late: LatePostings) -> Self:
        """Return the outcome of a released pack, naming the postings that came too late for it."""
        told = {
            "status": "released",
            "receipts": tuple(receipt.reference for receipt in receipts),
            "late_postings": late.found,
            "late_postings_not_looked_for": late.not_looked_for,
        }
        return cls.model_validate(_told(brief, decision) | told)


def _told(brief: ReportingBrief, decision: Decision) -> dict[str, object]:
    return {
        "case": decision.case,
        "period": brief.period,
        "revision": brief.revision,
        "sha256": decision.sha256,
        "comment": decision.comment,
    }
