"""From figures and words to the financial pack."""

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.pack.ageing import ageing
from flows.financial_reporting.pack.appendix import posting_anchors, postings, trial_balance
from flows.financial_reporting.pack.cash import cash_flow
from flows.financial_reporting.pack.checks import checks
from flows.financial_reporting.pack.cover import READING, cover_facts, entity_name, period_name
from flows.financial_reporting.pack.overview import overview
from flows.financial_reporting.pack.statements import balance_sheet, income_statement
from flows.financial_reporting.pack.variances import variances
from flows.financial_reporting.words.commentary import Commentary
from flows.financial_reporting.words.postings import Drilldown
from reports.document import Document


def financial_pack(
    figures: FinancialFigures,
    commentary: Commentary,
    behind: Drilldown,
    brief: ReportingBrief,
    *,
    books: str,
    restates: int | None = None,
) -> Document:
    """Return the pack of one period: figures as computed, texts as written, the postings `behind` the variances.

    `books` is the SHA-256 of the books, `restates` the released revision that this one takes the place of. A part that
    could not be computed says why in its place.
    """
    anchors = posting_anchors(figures, behind)
    return Document(
        title="Financial report",
        entity=entity_name(figures),
        period=period_name(figures.period),
        dated=figures.period.end,
        time_zone=brief.time_zone,
        facts=cover_facts(figures, books, brief.revision, restates),
        reading=READING,
        sections=(
            overview(figures, commentary),
            income_statement(figures),
            balance_sheet(figures),
            cash_flow(figures),
            ageing(figures),
            variances(figures, commentary, anchors, brief.materiality),
            checks(figures, commentary),
            trial_balance(figures),
            postings(figures, behind, anchors),
        ),
    )
