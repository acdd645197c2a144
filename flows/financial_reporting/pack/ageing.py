"""Open receivables and payables by age as a section of the pack."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from flows.financial_reporting.figures.financial_figures import Ageing, AgeingLine, AgeingReport, FinancialFigures
from flows.financial_reporting.pack.missing import missing_callout
from reports.chart import Chart, Series
from reports.document import Block, Section
from reports.money import amount_text, day_text
from reports.table import Column, Row, Table
from reports.text import Paragraph, paragraph, strong

BUCKETS = (
    ("current", "Not due"),
    ("d1_30", "1–30"),
    ("d31_60", "31–60"),
    ("d61_90", "61–90"),
    ("d90_plus", "Over 90"),
)
PARTS = tuple(field for field, _ in BUCKETS)
WIDE = Decimal(10_000_000)
NAMED = 5
"""Counterparties named in a sentence."""
NOBODY = "(no counterparty)"
BEYOND = {
    "receivable": (
        "received from customers beyond their open invoices (an overpayment, or a payment without an invoice), and "
        "waits to be matched or paid back.",
        "paid back to customers beyond their credit notes (or without one), and waits to be matched or claimed.",
    ),
    "payable": (
        "paid to suppliers beyond their open invoices (an overpayment, or a payment without an invoice), and waits "
        "to be matched or claimed back.",
        "paid back by suppliers beyond their credit notes (or without one), and waits to be matched or returned.",
    ),
}
"""By kind, what unapplied amounts above and below zero are."""
UNDIRECTED = (
    "paid without an invoice, and the books do not say whether it was received or paid: it stands here until "
    "each payment has its invoice or its kind."
)
LISTED = 60
"""Counterparties shown one by one, the largest first; the rest share a row."""


def ageing(figures: FinancialFigures) -> Section:
    """Return what is owed to and by the entity, by days past the due date."""
    report = figures.ageing or AgeingReport(receivable=None, payable=None)
    blocks: list[Block] = [*_chart(figures, report)]
    for name, kind, part in (
        ("Receivables", "receivable", report.receivable),
        ("Payables", "payable", report.payable),
    ):
        if part is None:
            blocks.append(missing_callout(figures, name, "ageing" if figures.ageing is None else f"ageing.{kind}"))
        elif not part.lines:
            blocks.append(paragraph(f"{name}: no invoice was open at {day_text(part.as_of)}."))
        else:
            blocks.append(_table(figures, name, part))
            blocks += _unapplied(figures, kind, part)
    return Section(title="Receivables and payables", blocks=tuple(blocks), orientation=_orientation(report))


def _orientation(report: AgeingReport) -> Literal["portrait", "landscape"]:
    """Return landscape for amounts so long that eight columns of them leave no room for names."""
    largest = max((abs(part.total) for part in (report.receivable, report.payable) if part), default=Decimal(0))
    return "landscape" if largest >= WIDE else "portrait"


def _table(figures: FinancialFigures, name: str, part: Ageing) -> Table:
    columns = (
        Column(title="Counterparty"),
        *(Column(title=title, type="money") for _, title in BUCKETS),
        Column(title="Total", type="money"),
        Column(title="Unapplied", type="money"),
    )
    lines = sorted(part.lines, key=lambda line: (-abs(line.total), line.counterparty))
    rows = [_row(line) for line in lines[:LISTED]]
    if lines[LISTED:]:
        rows.append(_rest(lines[LISTED:]))
    total = Row(cells=("Total", *(getattr(part, field) for field in (*PARTS, "total", "unapplied"))), role="total")
    if _adds_up(rows, total):
        total = total.model_copy(update={"adds": tuple(range(len(rows)))})
    return Table(
        title=f"{name} by days past due at {day_text(part.as_of)}",
        columns=columns,
        rows=(*rows, total),
        currency=figures.currency,
        notes=(f"{part.count} open invoice{'' if part.count == 1 else 's'}. The total leaves out what is unapplied.",),
    )


def _unapplied(figures: FinancialFigures, kind: str, part: Ageing) -> Iterator[Paragraph]:
    """Say what unapplied amounts are, whose, and what is open without them."""
    by_party = {_name(line): line.unapplied for line in part.lines}
    if part.undirected:
        by_party[NOBODY] -= part.undirected
    beyond, back = BEYOND[kind]
    said = [
        _of_parties(figures, {name: amount for name, amount in by_party.items() if amount > 0}, beyond),
        _of_parties(figures, {name: -amount for name, amount in by_party.items() if amount < 0}, back),
        _of_parties(figures, {NOBODY: part.undirected} if part.undirected else {}, UNDIRECTED),
    ]
    if any(said):
        net = amount_text(part.total - part.unapplied, figures.currency)
        said.append(f"Taking it off, {net} is open, which is what the control accounts are compared with.")
        yield paragraph(strong("Unapplied: "), " ".join(sentence for sentence in said if sentence))


def _of_parties(figures: FinancialFigures, amounts: dict[str, Decimal], what: str) -> str:
    """Return the largest amounts with whose they are and what became of them; "" without any."""
    ordered = sorted(amounts.items(), key=lambda one: (-one[1], one[0]))
    named = [f"{amount_text(amount, figures.currency)} of {name}" for name, amount in ordered[:NAMED]]
    more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
    return f"{', '.join(named)}{more}. This was {what}" if named else ""


def _name(line: AgeingLine) -> str:
    return line.counterparty or NOBODY


def _row(line: AgeingLine) -> Row:
    return Row(cells=(_name(line), *(getattr(line, field) for field in (*PARTS, "total", "unapplied"))))


def _rest(lines: list[AgeingLine]) -> Row:
    fields = (*PARTS, "total", "unapplied")
    sums = [sum((getattr(line, field) for line in lines), Decimal(0)) for field in fields]
    return Row(cells=(f"{len(lines)} further counterparties", *sums))


def _adds_up(rows: list[Row], total: Row) -> bool:
    return all(
        sum((cell for cell in (row.cells[at] for row in rows) if isinstance(cell, Decimal)), Decimal(0))
        == total.cells[at]
        for at in range(1, len(total.cells))
    )


def _chart(figures: FinancialFigures, report: AgeingReport) -> Iterator[Chart]:
    parts = [(name, part) for name, part in (("Receivables", report.receivable), ("Payables", report.payable)) if part]
    if not any(part.total for _, part in parts):
        return
    said = "; ".join(f"{name} {amount_text(part.total, figures.currency)}" for name, part in parts)
    yield Chart(
        type="bar",
        title="Open invoices by days past due",
        unit=figures.currency,
        axis="Days past due",
        categories=tuple(title for _, title in BUCKETS),
        series=tuple(Series(name=name, values=tuple(getattr(part, field) for field in PARTS)) for name, part in parts),
        description=f"Open amounts by age: {said}.",
    )
