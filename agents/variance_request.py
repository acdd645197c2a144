"""What the variance analyst is given: a variance, the postings behind it, and documents that may say why."""

from decimal import Decimal
from typing import Annotated

from agents.document_passage import DocumentPassage, passages_evidence
from agents.grounding import Evidence, together
from agents.measure import Measure
from agents.posting import Posting, postings_evidence
from agents.spec import AgentRequest
from agents.untrusted import Untrusted
from reports.figure import Figure


class VarianceRequest(AgentRequest):
    """One material variance and what was booked."""

    measure: Measure
    """The account's actual with its budget."""
    postings: tuple[Posting, ...]
    """The largest ones, largest absolute amount first."""
    others: int = 0
    """How many more postings there are."""
    others_amount: Decimal = Decimal(0)
    """Their sum."""
    passages: tuple[DocumentPassage, ...] = ()
    """What was looked up about the account: documents that may say why, best first."""
    comment: Annotated[str, Untrusted("the person who asked for changes")] = ""
    """What a reader of the previous draft wants different; empty in the first round."""
    previous: Annotated[str, Untrusted("previous draft")] = ""
    findings: Annotated[tuple[str, ...], Untrusted("findings of the reviewer")] = ()
    """What the reviewer found wrong with the previous draft."""

    @property
    def evidence(self) -> Evidence:
        """Return what the explanation may say: the measure's figures, the postings, the rest's count and sum."""
        unit, period = self.measure.unit, self.measure.period
        rest = (
            Figure(name="Number of listed postings", value=Decimal(len(self.postings)), unit="count", period=period),
            Figure(name="Other postings", value=Decimal(self.others), unit="count", period=period),
            Figure(name="Other postings", value=self.others_amount, unit=unit, period=period),
        )
        own = Evidence(figures=(*self.measure.figures, *rest), quotations=(self.comment,) if self.comment else ())
        return together(own, postings_evidence(self.postings, unit), passages_evidence(self.passages))
