"""Budget variances as a section of the pack: the material ones, each with its explanation and evidence."""

from collections.abc import Mapping, Sequence

from flows.financial_reporting.brief import Materiality
from flows.financial_reporting.figures.financial_figures import BudgetVariance, FinancialFigures
from flows.financial_reporting.pack.missing import missing_section
from flows.financial_reporting.words.commentary import Commentary
from reports.document import Block, Section
from reports.money import amount_text, percent_text
from reports.table import Column, Row, Table
from reports.text import Heading, Paragraph, Span, paragraph, paragraphs

Anchors = Mapping[tuple[str, str], str]
"""By variance key and entry id, the row of the appendix that shows the posting."""


def variances(figures: FinancialFigures, commentary: Commentary, anchors: Anchors, materiality: Materiality) -> Section:
    """Return the variances to budget that `materiality` sets apart, largest first, with the commentary on each."""
    if figures.budget_variances is None:
        return missing_section(figures, "Variances", "budget_variances")
    material = figures.material_variances
    within = len(figures.budget_variances) - len(material)
    blocks: list[Block] = [paragraph(_threshold(figures, materiality))]
    if material:
        blocks.append(_table(figures, material))
    else:
        blocks.append(paragraph("No variance to budget is material."))
    if within:
        blocks.append(paragraph(f"{within} further variance{'s are' if within > 1 else ' is'} not material."))
    for variance in material:
        blocks.append(Heading(text=variance.title, level=2))
        blocks.append(paragraph(Span(text=_sentence(figures, variance), style="emphasis")))
        blocks += _explained(variance, commentary, anchors)
    return Section(title="Variances to budget", blocks=tuple(blocks))


def _threshold(figures: FinancialFigures, materiality: Materiality) -> str:
    amount, percent = amount_text(materiality.amount, figures.currency), percent_text(materiality.percent)
    return f"Material is a variance of at least {amount} and {percent} of the budget; without a budget, of {amount}."


def _table(figures: FinancialFigures, material: Sequence[BudgetVariance]) -> Table:
    columns = (
        Column(title="Account", weight=3),
        Column(title="Actual", type="money"),
        Column(title="Budget", type="money"),
        Column(title="Variance", type="money", minus=(1, 2)),
        Column(title="%", type="percent"),
        Column(title="Effect on the result", weight=1),
    )
    rows = tuple(
        Row(cells=(one.title, one.actual, one.budget, one.actual - one.budget, one.percent, _effect(one)))
        for one in material
    )
    return Table(title="Material variances", columns=columns, rows=rows, currency=figures.currency)


def _effect(variance: BudgetVariance) -> str:
    return "favourable" if variance.favourable else "unfavourable"


def _sentence(figures: FinancialFigures, variance: BudgetVariance) -> str:
    """Return the variance in words: "EUR 12,000.00 (24.0%) above budget, unfavourable"."""
    share = "" if variance.percent is None else f" ({percent_text(abs(variance.percent))})"
    side = "above" if variance.variance > 0 else "below"
    amount = amount_text(abs(variance.variance), figures.currency)
    return f"{amount}{share} {side} budget, {_effect(variance)}."


def _explained(variance: BudgetVariance, commentary: Commentary, anchors: Anchors) -> tuple[Paragraph, ...]:
    passage = commentary.variances.get(variance.key)
    if passage is None:
        return (paragraph("No explanation was written for this variance."),)
    links: list[Span] = []
    for entry in passage.citations:
        links.append(Span(text="Entries: " if not links else ", "))
        links.append(Span(text=entry, target=anchors.get((variance.key, entry), "")))
    if links:
        links.append(Span(text="."))
    if passage.documents:
        links.append(Span(text=f"{' ' if links else ''}{passage.documents_note}"))
    return paragraphs(passage.text, note=passage.provenance.footnote, links=links)
