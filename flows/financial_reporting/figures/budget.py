"""Budgets of a period: rows for months, quarters and years, cut to the days that a report asks about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from flows.financial_reporting.figures.chart import ZERO
from flows.financial_reporting.figures.fiscal_calendar import DAY, FiscalCalendar, Span, add_months
from flows.financial_reporting.figures.ledger import Ledger
from flows.financial_reporting.figures.periods import PeriodUnknown, named_span

Key = tuple[str, str | None]
"""Account and department."""


class BudgetRow(NamedTuple):
    """One row of the budget, signed by its account's own type."""

    account: str
    department: str | None
    span: Span
    amount: Decimal


@dataclass(frozen=True)
class Budget:
    """What was planned for one span, by account and department."""

    amounts: Mapping[Key, Decimal]

    def by_account(self) -> dict[str, Decimal]:
        """Return what was planned for each account over all departments."""
        totals: dict[str, Decimal] = {}
        for (account, _), amount in self.amounts.items():
            totals[account] = totals.get(account, ZERO) + amount
        return totals


def read_budget(books: Any, calendar: FiscalCalendar, entity: str, entities: int) -> list[BudgetRow]:
    """Return the budget rows of `entity` ("" for all); quarters and years are the calendar's fiscal ones.

    A row that names no entity is of all `entities` of the books together, and of the one where they hold no other.
    """
    if "budget" not in books.tables:
        return []
    of_all = "or entity is null" if entities <= 1 else ""
    statement = f"""
        select account, department, period, start, "end", amount from budget
        where $entity in ('', entity) {of_all} order by all
    """
    return [
        BudgetRow(account, department, _span(period, start, end, calendar), amount)
        for account, department, period, start, end, amount in books.connection.execute(
            statement, {"entity": entity}
        ).fetchall()
    ]


def names_entities(books: Any) -> bool:
    """Whether there is no budget, or some row of it says whose it is."""
    if "budget" not in books.tables:
        return True
    return books.connection.execute("select count(entity) > 0 from budget").fetchall()[0][0]


def planned_keys(rows: Iterable[BudgetRow], span: Span) -> set[Key]:
    """Return the accounts and departments that some row plans for a part of `span`."""
    return {(row.account, row.department) for row in rows if _touches(row, span)}


def budget_of(rows: Iterable[BudgetRow], span: Span, decimals: int, ledger: Ledger) -> Budget | None:
    """Return what was planned for `span` in the report's currency, or None where no row touches it."""
    amounts: dict[Key, Decimal] = {}
    for row in rows:
        if _touches(row, span):
            key = (row.account, row.department)
            amounts[key] = amounts.get(key, ZERO) + _planned(row, span, decimals, ledger)
    return Budget(amounts) if amounts else None


def share(row: BudgetRow, day: date, decimals: int) -> Decimal:
    """Return the part of a row that falls before `day`.

    Months of a row get equal parts in whole smallest units, the last one the residual: 1000.00 over a year is
    eleven times 83.33 and 83.37. A day within a month, or in a row that is not made of months, divides by days.
    """
    if day <= row.span.start:
        return ZERO
    if day >= row.span.stop:
        return row.amount
    unit = Decimal(1).scaleb(-decimals)
    edges = _month_edges(row.span)
    if day in edges:
        return (row.amount / (len(edges) - 1)).quantize(unit) * edges.index(day)
    start = max((edge for edge in edges if edge <= day), default=row.span.start)
    stop = min((edge for edge in edges if edge > day), default=row.span.stop)
    before = share(row, start, decimals)
    within = share(row, stop, decimals) - before
    return before + (within * (day - start).days / (stop - start).days).quantize(unit)


def _touches(row: BudgetRow, span: Span) -> bool:
    return row.span.start < span.stop and span.start < row.span.stop


def _planned(row: BudgetRow, span: Span, decimals: int, ledger: Ledger) -> Decimal:
    """Return the row's part within `span`, each month's at that month's average rate."""
    start, stop = max(row.span.start, span.start), min(row.span.stop, span.stop)
    total = ZERO
    while start < stop:
        edge = min(stop, add_months(start.replace(day=1), 1))
        part = share(row, edge, decimals) - share(row, start, decimals)
        total += ledger.at_average(part, start)
        start = edge
    return total


def _month_edges(span: Span) -> list[date]:
    """Return the month borders of a span that consists of whole months, else none."""
    edges = [span.start]
    while edges[-1] < span.stop:
        edges.append(add_months(span.start, len(edges)))
    return edges if edges[-1] == span.stop else []


def _span(period: str, start: date, end: date, calendar: FiscalCalendar) -> Span:
    try:
        return named_span(period, calendar)
    except PeriodUnknown:
        return Span(start, end + DAY)
