"""The variance analyst: says why an account differs from its budget, from the postings behind it and documents."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from agents.borne_out import baseless
from agents.document_passage import DocumentPassage, passages_evidence
from agents.grounding import Evidence, together
from agents.measure import Measure
from agents.posting import Posting, postings_evidence
from agents.spec import ANSWER, Agent, AgentRequest, AgentResponse, Reference
from agents.untrusted import Untrusted
from agents.variance_rules import LONGEST, explain_by_rules
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


class VarianceExplanation(AgentResponse):
    """Why the account differs from its budget."""

    why: str = Field(
        max_length=ANSWER, description="One or two short paragraphs for the controller, plain text, no headings."
    )
    entry_ids: list[Reference] = Field(
        max_length=100, description="Ids of the postings that bear it out, each one of those given."
    )


def explain(request: VarianceRequest) -> VarianceExplanation:
    """Return the explanation by rules."""
    why, entry_ids = explain_by_rules(request)
    return VarianceExplanation(why=why, entry_ids=entry_ids)


def problems(request: VarianceRequest, response: VarianceExplanation) -> list[str]:
    """Return what an explanation must mend: unknown or missing citations, passages that do not hold what cites them,
    length, statements without a figure.
    """
    given = {line.entry_id for line in request.postings}
    found = [
        f"entry_ids: '{cited}' is not among the postings given: cite only {', '.join(sorted(given)) or 'none'}."
        for cited in response.entry_ids
        if cited not in given
    ]
    if given and not response.entry_ids:
        found.append("entry_ids: empty, though postings were given: cite the ones that bear the explanation out.")
    if not 1 <= len(response.why.strip()) <= LONGEST:
        found.append(f"why: {len(response.why.strip())} characters long, expected 1 to {LONGEST}.")
    stray = baseless(response.why, request.evidence, request.passages)
    return found + [f"why: “{finding.quote}”: {finding.why}" for finding in stray]


VARIANCE_ANALYST = Agent(
    name="variance_analyst",
    title="Variance analyst",
    capabilities=frozenset({"explain a variance"}),
    request=VarianceRequest,
    response=VarianceExplanation,
    baseline=explain,
    check=problems,
)
