"""What the narrator is given: the headline figures of a period, its variances with their causes, and who is late."""

from decimal import Decimal
from typing import Annotated

from agents.document_passage import DocumentPassage, passages_evidence
from agents.grounding import Evidence, together
from agents.measure import Measure
from agents.posting import Posting, plain_names, postings_evidence
from agents.spec import AgentRequest
from agents.untrusted import Untrusted
from reports.figure import Figure


class ExplainedVariance(AgentRequest):
    """One material variance with the analyst's explanation."""

    measure: Measure
    why: Annotated[str, Untrusted("draft of the variance analyst")]
    causes: tuple[Posting, ...] = ()
    """The postings that the explanation cites, in its order."""
    passages: tuple[DocumentPassage, ...] = ()
    """The documents that it cites, under the marks by which it does."""


class Debtor(AgentRequest):
    """A customer who is late."""

    counterparty: Annotated[str, Untrusted("invoices")]
    amount: Decimal
    """In the report's currency."""


class OverdueReceivables(AgentRequest):
    """What customers owe for more than 90 days past the due date."""

    total: Measure
    debtors: tuple[Debtor, ...]
    """Largest amount first; their amounts come to the total."""

    @property
    def evidence(self) -> Evidence:
        """Return what a text may say of it: the total, each debtor's name and share, and the 90 days."""
        names = {debtor.counterparty for debtor in self.debtors}
        days = Figure(name="Days past due", value=Decimal(90), unit="days", period=self.total.period)
        shares = (
            Figure(
                name=f"Owed by {debtor.counterparty}",
                value=debtor.amount,
                unit=self.total.unit,
                period=self.total.period,
            )
            for debtor in self.debtors
        )
        return Evidence(
            figures=(*self.total.figures, *shares, days),
            references=tuple(sorted(plain_names(names))),
            quotations=tuple(sorted(names)),
        )


class SummaryRequest(AgentRequest):
    """What the period brought."""

    entity: Annotated[str, Untrusted("books")]
    """Empty for all of the books."""
    period: str
    headlines: tuple[Measure, ...]
    """Income, expenses and net income first, then cash and ratios, in the order of the report."""
    variances: tuple[ExplainedVariance, ...]
    """The material ones, largest first."""
    overdue: OverdueReceivables | None = None
    """None where no receivable is over 90 days past due, or no invoices are in the books."""
    failed_checks: tuple[str, ...] = ()
    """Titles of the checks that failed."""
    missing: tuple[str, ...] = ()
    """Parts of the pack that could not be computed."""
    comment: Annotated[str, Untrusted("the person who asked for changes")] = ""
    """What a reader of the previous draft wants different; empty in the first round."""
    previous: Annotated[str, Untrusted("previous draft")] = ""
    findings: Annotated[tuple[str, ...], Untrusted("findings of the reviewer")] = ()
    """What the reviewer found wrong with the previous draft."""

    @property
    def passages(self) -> tuple[DocumentPassage, ...]:
        """Return the documents that the explanations cite, each once."""
        return tuple({one.mark: one for variance in self.variances for one in variance.passages}.values())

    @property
    def evidence(self) -> Evidence:
        """Return what the summary may say: figures, causes and debtors given, how many variances and failed checks."""
        counts = (
            Figure(name="Material variances", value=Decimal(len(self.variances)), unit="count", period=self.period),
            Figure(name="Failed checks", value=Decimal(len(self.failed_checks)), unit="count", period=self.period),
        )
        measures = (*self.headlines, *(variance.measure for variance in self.variances))
        own = Evidence(
            figures=(*(figure for measure in measures for figure in measure.figures), *counts),
            references=(*self.failed_checks, *self.missing, *([self.entity] if self.entity else [])),
            quotations=(self.comment,) if self.comment else (),
        )
        causes = (postings_evidence(variance.causes, variance.measure.unit) for variance in self.variances)
        return together(
            own, *causes, passages_evidence(self.passages), *([self.overdue.evidence] if self.overdue else [])
        )
