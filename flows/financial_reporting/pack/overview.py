"""The first pages of a pack: headline figures, the trend, and the executive summary."""

from collections.abc import Iterator
from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import FinancialFigures, IncomeStatement, Kpis
from flows.financial_reporting.pack.missing import missing_callout
from flows.financial_reporting.pack.tree import percent_of
from flows.financial_reporting.pack.trend import result_trend
from flows.financial_reporting.words.commentary import Commentary, Passage
from reports.document import Block, Comparison, KeyFigure, KeyFigures, Section
from reports.figure import Figure
from reports.text import Callout, Paragraph, Span, paragraph, paragraphs

RESULT = (("Income", "income", 1), ("Expenses", "expenses", -1), ("Net income", "net_income", 1))
"""Name, field, and 1 where more is better."""
KPIS = (
    ("gross_margin", "Gross margin", "percent", "of sales"),
    ("operating_margin", "Operating margin", "percent", "of sales"),
    ("net_margin", "Net margin", "percent", "of income"),
    ("current_ratio", "Current ratio", "ratio", "current assets to current liabilities"),
    ("quick_ratio", "Quick ratio", "ratio", "without inventory and prepaid expenses"),
    ("debt_to_equity", "Debt to equity", "ratio", ""),
    ("dso", "Days sales outstanding", "days", "over the last 90 days"),
    ("dpo", "Days payables outstanding", "days", "over the last 90 days"),
    ("burn", "Cash burn a month", "", "average of the last three months"),
    ("runway_months", "Runway", "months", "closing cash at that burn"),
)


def overview(figures: FinancialFigures, commentary: Commentary) -> Section:
    """Return what a reader needs first: what blocks a release, headline figures, the summary, the trend."""
    cards = (*_statement_cards(figures), *_kpi_cards(figures))
    blocks: list[Block] = [*_alarm(figures), *_restatement(commentary)]
    blocks.append(KeyFigures(cards=cards) if cards else missing_callout(figures, "Key figures", "kpis"))
    blocks += written(commentary.summary) or (paragraph("No summary was written for this pack."),)
    if len(figures.trend) > 1:
        blocks.append(result_trend(figures))
    return Section(title="Executive summary", blocks=tuple(blocks))


def written(passage: Passage | None) -> tuple[Paragraph, ...]:
    """Return a passage with the documents it cites and, as a footnote, its provenance; nothing for no passage."""
    if passage is None:
        return ()
    links = [Span(text=passage.documents_note)] if passage.documents else []
    return paragraphs(passage.text, note=passage.provenance.footnote, links=links)


def _alarm(figures: FinancialFigures) -> Iterator[Callout]:
    failed = figures.failed("hard")
    if failed:
        said = tuple(paragraph(check.message) for check in failed)
        title = f"{len(failed)} hard check{'s' if len(failed) > 1 else ''} failed: this pack cannot be released"
        yield Callout(tone="danger", title=title, paragraphs=said)


def _restatement(commentary: Commentary) -> Iterator[Callout]:
    if commentary.restatement:
        said = tuple(paragraph(sentence) for sentence in commentary.restatement)
        yield Callout(tone="warning", title="Restatement", paragraphs=said)


def _statement_cards(figures: FinancialFigures) -> Iterator[KeyFigure]:
    statement = figures.income_statement
    if statement:
        for name, part, good in RESULT:
            figure = _figure(figures, name, getattr(statement, part), figures.currency)
            yield KeyFigure(figure=figure, comparisons=tuple(_comparisons(statement, part, good)))
    if figures.cash_flow:
        flow = figures.cash_flow
        change = Comparison(label="in the period", change=flow.net_change, unit=figures.currency)
        figure = _figure(figures, "Cash at the end", flow.closing_cash, figures.currency)
        yield KeyFigure(figure=figure, comparisons=(change,))


def _comparisons(statement: IncomeStatement, part: str, good: int) -> Iterator[Comparison]:
    """Yield the change to budget and prior year in percent; none where the base is missing or zero."""
    actual = getattr(statement, part)
    for label, totals in (("to budget", statement.budget), ("to prior year", statement.prior_year)):
        change = None if totals is None else percent_of(actual - getattr(totals, part), getattr(totals, part))
        if change is not None:
            better = None if change == 0 else (change > 0) == (good > 0)
            yield Comparison(label=label, change=change, unit="percent", favourable=better)


def _kpi_cards(figures: FinancialFigures) -> Iterator[KeyFigure]:
    kpis: Kpis | None = figures.kpis
    for field, name, unit, note in KPIS if kpis else ():
        value: Decimal | None = getattr(kpis, field)
        if value is not None:
            yield KeyFigure(figure=_figure(figures, name, value, unit or figures.currency), note=note)


def _figure(figures: FinancialFigures, name: str, value: Decimal, unit: str) -> Figure:
    return Figure(name=name, value=value, unit=unit, period=figures.period.label)
