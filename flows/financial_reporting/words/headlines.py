"""The figures that a reader of a summary looks for first, as agents read them."""

import re
from decimal import Decimal
from typing import Literal

from agents.measure import Measure
from flows.financial_reporting.figures.financial_figures import FinancialFigures


def headlines(figures: FinancialFigures) -> tuple[Measure, ...]:
    """Return the measures that a reader looks for first: the result with its comparisons, then cash, then ratios."""
    return (*_result(figures), *_position(figures), *_ratios(figures))


_TOTALS: tuple[tuple[str, str, Literal["up", "down"]], ...] = (
    ("Net income", "net_income", "up"),
    ("Income", "income", "up"),
    ("Expenses", "expenses", "down"),
)
"""As the summary names them, their part of the income statement, and the direction that is good."""


def _result(figures: FinancialFigures) -> list[Measure]:
    statement = figures.income_statement
    if statement is None:
        return []
    budget, prior = statement.budget, statement.prior_year
    return [
        Measure(
            name=name,
            value=getattr(statement, part),
            unit=figures.currency,
            period=figures.period.label,
            budget=getattr(budget, part) if budget else None,
            prior_year=getattr(prior, part) if prior else None,
            prior_period=_year_before(figures.period.label) if prior else "",
            good=good,
        )
        for name, part, good in _TOTALS
    ]


def _year_before(label: str) -> str:
    return re.sub(r"^\d{4}", lambda match: str(int(match[0]) - 1), label)


def _position(figures: FinancialFigures) -> list[Measure]:
    cash, ageing = figures.cash_flow, figures.ageing
    open_items = [
        ("Cash at the end of the period", cash.closing_cash if cash else None),
        ("Net change in cash", cash.net_change if cash else None),
        ("Open receivables", ageing.receivable.total if ageing and ageing.receivable else None),
        ("Open payables", ageing.payable.total if ageing and ageing.payable else None),
    ]
    return measures(figures, [(name, value, figures.currency) for name, value in open_items])


def _ratios(figures: FinancialFigures) -> list[Measure]:
    kpis = figures.kpis
    if kpis is None:
        return []
    return measures(
        figures,
        [
            ("Gross margin", kpis.gross_margin, "percent"),
            ("Operating margin", kpis.operating_margin, "percent"),
            ("Net margin", kpis.net_margin, "percent"),
            ("Current ratio", kpis.current_ratio, "ratio"),
            ("Days sales outstanding", kpis.dso, "days"),
            ("Days payables outstanding", kpis.dpo, "days"),
            ("Runway", kpis.runway_months, "months"),
        ],
    )


def measures(figures: FinancialFigures, values: list[tuple[str, Decimal | None, str]]) -> list[Measure]:
    """Return the measures of this period among `values` (name, value, unit) that have a value."""
    return [
        Measure(name=name, value=value, unit=unit, period=figures.period.label)
        for name, value, unit in values
        if value is not None
    ]
