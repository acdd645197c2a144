"""The cash flow statement as a section of the pack."""

from decimal import Decimal

from flows.financial_reporting.figures.financial_figures import CashFlow, FinancialFigures
from flows.financial_reporting.pack.missing import missing_section
from flows.financial_reporting.pack.trend import cash_trend
from reports.chart import Chart, Series
from reports.document import Section
from reports.money import amount_text, day_text
from reports.table import Column, Row, Table

SECTIONS = ("operating", "investing", "financing")


def cash_flow(figures: FinancialFigures) -> Section:
    """Return the indirect cash flow statement, tied to the cash accounts, with its picture."""
    flow = figures.cash_flow
    if flow is None:
        return missing_section(figures, "Cash flow", "cash_flow")
    table = Table(
        title=f"Cash flow, {day_text(figures.period.start)} to {day_text(figures.period.end)}",
        columns=(Column(title="Line"), Column(title="Amount", type="money")),
        rows=tuple(_rows(flow)),
        currency=figures.currency,
        notes=("Inflows are positive. The residual is what the lines leave unexplained; it must be zero.",),
    )
    return Section(title="Cash flow", blocks=(table, _waterfall(figures, flow), *cash_trend(figures)))


def _rows(flow: CashFlow) -> list[Row]:
    rows: list[Row] = []
    totals: list[int] = []
    for part in SECTIONS:
        lines = [line for line in flow.lines if line.section == part]
        rows.append(Row(cells=(f"{part.capitalize()} activities",), role="heading"))
        first = len(rows)
        rows += [Row(cells=(line.line, line.amount), level=1) for line in lines]
        name, amount = f"Cash from {part} activities", getattr(flow, part)
        rows.append(_total(rows, name, amount, range(first, len(rows)), "subtotal"))
        totals.append(len(rows) - 1)
    for name, amount in (("Effect of exchange rates", flow.fx_effect), ("Residual", flow.residual)):
        rows.append(Row(cells=(name, amount)))
        totals.append(len(rows) - 1)
    rows.append(_total(rows, "Net change in cash", flow.net_change, totals, "total"))
    change = len(rows) - 1
    rows.append(Row(cells=("Cash before the period", flow.opening_cash)))
    rows.append(_total(rows, "Cash at the end of the period", flow.closing_cash, [change, change + 1], "total"))
    return rows


def _total(rows: list[Row], name: str, amount: Decimal, adds: range | list[int], role: str) -> Row:
    """Return a total, live where the rows come to it; a residue of rounding makes it a number of its own."""
    found = sum((row.cells[1] for row in (rows[at] for at in adds) if isinstance(row.cells[1], Decimal)), Decimal(0))
    return Row.model_validate({"cells": (name, amount), "role": role, "adds": tuple(adds) if found == amount else ()})


def _waterfall(figures: FinancialFigures, flow: CashFlow) -> Chart:
    steps = [
        ("Opening", flow.opening_cash),
        ("Operating", flow.operating),
        ("Investing", flow.investing),
        ("Financing", flow.financing),
        *([("Exchange rates", flow.fx_effect)] if flow.fx_effect else []),
        *([("Residual", flow.residual)] if flow.residual else []),
        ("Closing", flow.closing_cash),
    ]
    said = ", ".join(f"{name.lower()} {amount_text(amount, figures.currency)}" for name, amount in steps)
    return Chart(
        type="waterfall",
        title="From opening to closing cash",
        unit=figures.currency,
        axis="Step",
        categories=tuple(name for name, _ in steps),
        series=(Series(name="Cash", values=tuple(amount for _, amount in steps)),),
        description=f"Cash from its opening to its closing balance: {said}.",
    )
