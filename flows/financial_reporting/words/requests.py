"""What the agents are asked about a period: pure functions from its figures and postings to their requests."""

from collections.abc import Mapping

from agents.citing.marks import marks_in
from agents.contacts import before_contacts
from agents.data_steward import ChecksRequest, FailedCheck
from agents.measure import Measure
from agents.posting import Posting
from agents.summary_request import Debtor, ExplainedVariance, OverdueReceivables, SummaryRequest
from agents.variance_request import VarianceRequest
from flows.financial_reporting.figures.check_titles import title_of
from flows.financial_reporting.figures.financial_figures import BudgetVariance, FinancialFigures
from flows.financial_reporting.words.commentary import Passage
from flows.financial_reporting.words.found import NOTHING_FOUND, Found
from flows.financial_reporting.words.headlines import headlines, measures
from flows.financial_reporting.words.postings import Drilldown, PostingsBehind
from flows.financial_reporting.words.postings import Posting as Behind

LONGEST_NAME = 200
"""Characters of a name that agents read: no record needs more, and their answers repeat it."""


def variance_measure(figures: FinancialFigures, variance: BudgetVariance) -> Measure:
    """Return a variance as agents read it; which direction is good follows from the figure's own `favourable`."""
    return Measure(
        name=_short(variance.title),
        value=variance.actual,
        unit=figures.currency,
        period=figures.period.label,
        budget=variance.budget,
        good="up" if (variance.variance > 0) == variance.favourable else "down",
    )


def variance_requests(
    figures: FinancialFigures, drilldown: Drilldown, found: Found = NOTHING_FOUND
) -> dict[str, VarianceRequest]:
    """Return one request for each material variance, by its key, with what was `found` about it."""
    requests: dict[str, VarianceRequest] = {}
    for variance in figures.material_variances:
        behind = drilldown.get(variance.key, PostingsBehind(listed=()))
        citable = [line for line in behind.listed if _short(line.entry_id) == line.entry_id]
        rest = [line.amount for line in behind.listed if line not in citable]
        requests[variance.key] = VarianceRequest(
            measure=variance_measure(figures, variance),
            postings=tuple(map(_posting, citable)),
            others=behind.others + len(rest),
            others_amount=sum(rest, behind.others_amount),
            passages=found.of(variance.key),
        )
    return requests


def _short(name: str) -> str:
    kept = before_contacts(name[: 2 * LONGEST_NAME], name=True)[:LONGEST_NAME]
    return name if kept == name else f"{kept.rstrip()}…"


def _posting(line: Behind) -> Posting:
    return Posting(
        entry_id=line.entry_id,
        date=line.date,
        amount=line.amount,
        description=line.description,
        counterparty=line.counterparty,
    )


def checks_request(figures: FinancialFigures) -> ChecksRequest | None:
    """Return the request about the failed soft checks, None where none failed."""
    checks = tuple(
        FailedCheck(
            id=check.id, title=title_of(check), expected=check.expected, actual=check.actual, message=check.message
        )
        for check in figures.failed("soft")
    )
    return ChecksRequest(period=figures.period.label, checks=checks) if checks else None


def summary_request(
    figures: FinancialFigures, requests: Mapping[str, VarianceRequest], explained: Mapping[str, Passage]
) -> SummaryRequest:
    """Return the request for the executive summary; `explained` has the analyst's passage by the variance's key."""
    return SummaryRequest(
        entity=_short(figures.entity or figures.company),
        period=figures.period.label,
        headlines=headlines(figures),
        variances=tuple(_explained(request, explained[key]) for key, request in requests.items()),
        overdue=_overdue(figures),
        failed_checks=tuple(title_of(check) for check in figures.failed()),
        missing=tuple(part.title for part in figures.missing),
    )


def _explained(request: VarianceRequest, passage: Passage) -> ExplainedVariance:
    causes = (line for entry in passage.citations for line in request.postings if line.entry_id == entry)
    marks = marks_in(passage.text)
    cited = tuple(one for one in request.passages if one.mark in marks)
    return ExplainedVariance(measure=request.measure, why=passage.text, causes=tuple(causes), passages=cited)


def _overdue(figures: FinancialFigures) -> OverdueReceivables | None:
    receivable = figures.ageing.receivable if figures.ageing else None
    if receivable is None or receivable.d90_plus <= 0:
        return None
    late = sorted(
        (line for line in receivable.lines if line.d90_plus), key=lambda line: (-line.d90_plus, line.counterparty)
    )
    [total] = measures(figures, [("Receivables over 90 days past due", receivable.d90_plus, figures.currency)])
    debtors = (Debtor(counterparty=line.counterparty, amount=line.d90_plus) for line in late)
    return OverdueReceivables(total=total, debtors=tuple(debtors))
