"""The subtotals of the income statement: gross profit, operating profit and profit before tax, by report line."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO
from flows.financial_reporting.figures.financial_figures import IncomeSubtotals, Subtotal
from flows.financial_reporting.figures.report_lines import BELOW_OPERATING, COST_OF_SALES, SALES, TAX
from flows.financial_reporting.figures.view import Amounts, View


class Columns(NamedTuple):
    """The columns of the income statement; None where there is none."""

    amount: Amounts
    year_to_date: Amounts
    prior_year: Amounts | None
    budget: Amounts | None


def income_subtotals(view: View, columns: Columns) -> IncomeSubtotals:
    """Return each subtotal that the accounts' report lines define."""
    if columns.budget is not None and _planned_across_lines(view, columns.budget):
        columns = columns._replace(budget=None)
    sales, cost, below, tax = (_codes(view, lines) for lines in (SALES, COST_OF_SALES, BELOW_OPERATING, TAX))
    every = view.chart.of_type(*INCOME_TYPES)
    return IncomeSubtotals(
        gross_profit=_subtotal(view, columns, {*sales, *cost}) if sales and cost else None,
        operating_profit=_subtotal(view, columns, set(every).difference(below)) if sales else None,
        profit_before_tax=_subtotal(view, columns, set(every).difference(tax)) if tax else None,
    )


def _codes(view: View, lines: Collection[str]) -> list[str]:
    return view.chart.on_lines(lines, INCOME_TYPES)


def _subtotal(view: View, columns: Columns, codes: Collection[str]) -> Subtotal:
    amount, year_to_date, prior, budget = (None if own is None else _profit(view, own, codes) for own in columns)
    assert amount is not None and year_to_date is not None
    return Subtotal(amount=amount, year_to_date=year_to_date, prior_year=prior, budget=budget)


def _profit(view: View, own: Amounts, codes: Iterable[str]) -> Decimal:
    """Return income less expenses on `codes`."""
    return view.sum(
        own.get(code, ZERO) if view.chart.accounts[code].type == "income" else -own.get(code, ZERO) for code in codes
    )


def _planned_across_lines(view: View, planned: Amounts) -> bool:
    """Whether something is planned on an account whose report lines are only said below it."""
    return any(
        amount and not view.chart.report_lines[code] and code in view.chart.children for code, amount in planned.items()
    )
