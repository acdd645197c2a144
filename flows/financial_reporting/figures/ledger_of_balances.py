"""A ledger from trial balances: movements add up, closing balances replace each other.

Balance sheet accounts are read from their closing balances where they have any, income and expense accounts from
their movements; the other kind serves where that one is missing. Of several closing balances up to a day the latest
holds, and an account that the latest one leaves out is zero.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from flows.financial_reporting.figures.chart import BALANCE_TYPES, INCOME_TYPES, ZERO, Chart
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar, month_of
from flows.financial_reporting.figures.ledger import EarningsPlace, Ledger, Scope
from flows.financial_reporting.figures.movements import EquityPosting, Movement, cumulative, cumulative_by_department

Key = tuple[str, str | None, str | None]
"""Account, department and entity."""


class _Given(NamedTuple):
    account: str
    department: str | None
    entity: str | None
    date: date
    kind: str
    amount: Decimal


@dataclass(frozen=True)
class _Closings:
    """The closing balances of one entity, by day."""

    days: list[date]
    amounts: dict[date, dict[Key, Decimal]]

    def at(self, day: date) -> dict[Key, Decimal]:
        """Return the latest balances up to `day`."""
        position = bisect_right(self.days, day)
        return self.amounts[self.days[position - 1]] if position else {}

    def dated(self, day: date) -> date | None:
        """Return the day of the latest balances up to `day`."""
        position = bisect_right(self.days, day)
        return self.days[position - 1] if position else None


def ledger_of_balances(
    books: Any, chart: Chart, cuts: Sequence[date], calendar: FiscalCalendar, scope: Scope
) -> Ledger | None:
    """Return the ledger of the scope's trial balances, or None where there are none.

    Closing balances of income and expense accounts count from the fiscal year's start.
    """
    given = _rows(books, scope)
    if not given:
        return None
    kinds = _kinds(given)
    used = [row for row in given if row.kind == _kind_used(row.account, chart, kinds)]
    closings = _closings(row for row in used if row.kind == "closing")
    earnings = _earnings_place(chart, closings, books.tolerance)
    movements = [
        *_movements((row for row in used if row.kind == "movement"), cuts),
        *_differences(closings, chart, cuts, calendar),
    ]
    days = sorted(row.date for row in given)
    return Ledger(
        chart=chart,
        cuts=list(cuts),
        series=cumulative(movements, len(cuts)),
        departments=cumulative_by_department(movements, len(cuts), chart),
        equity_postings=lambda: _equity_postings(movements, chart, cuts),
        first=month_of(days[0]).start,
        last=days[-1],
        earnings_place=earnings,
        balances_dated=_dates(closings, cuts),
        year_starts={cut: calendar.year(calendar.year_of(cut)).eve for cut in cuts},
    )


def _rows(books: Any, scope: Scope) -> list[_Given]:
    statement = f"""
        select account, {"department" if scope.by_department else "null"}, entity, date, kind, sum(amount)
        from trial_balances {"where entity = $entity" if scope.entity else ""} group by all order by all
    """
    rows = books.connection.execute(statement, {"entity": scope.entity} if scope.entity else {}).fetchall()
    return [_Given._make(row) for row in rows]


def _kinds(given: Iterable[_Given]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for row in given:
        kinds.setdefault(row.account, set()).add(row.kind)
    return kinds


def _kind_used(account: str, chart: Chart, kinds: dict[str, set[str]]) -> str:
    first, second = ("closing", "movement")
    if chart.accounts[account].type in INCOME_TYPES:
        first, second = second, first
    return first if first in kinds[account] else second


def _closings(rows: Iterable[_Given]) -> list[_Closings]:
    entities: dict[str | None, dict[date, dict[Key, Decimal]]] = {}
    for row in rows:
        key = (row.account, row.department, row.entity)
        entities.setdefault(row.entity, {}).setdefault(row.date, {})[key] = row.amount
    return [_Closings(sorted(days), days) for days in entities.values()]


def _movements(rows: Iterable[_Given], cuts: Sequence[date]) -> Iterator[Movement]:
    for row in rows:
        bucket = bisect_left(cuts, row.date)
        if bucket < len(cuts):
            yield Movement(row.account, row.department, bucket, row.amount, max(row.amount, ZERO), ZERO)


def _differences(
    closings: Iterable[_Closings], chart: Chart, cuts: Sequence[date], calendar: FiscalCalendar
) -> Iterator[Movement]:
    """Yield what moved between the cuts' balances: all that is known where only balances are given."""
    for entity in closings:
        balances = [_running(entity, cut, chart, calendar) for cut in cuts]
        for bucket, (before, after) in enumerate(pairwise([{}, *balances])):
            for key in {**before, **after}:
                net = after.get(key, ZERO) - before.get(key, ZERO)
                yield Movement(key[0], key[1], bucket, net, max(net, ZERO), ZERO)


def _running(entity: _Closings, cut: date, chart: Chart, calendar: FiscalCalendar) -> dict[Key, Decimal]:
    """Return balances at `cut`; income accounts, which start each year from zero, with all earlier years added."""
    running = {key: amount for key, amount in entity.at(cut).items() if chart.accounts[key[0]].type in BALANCE_TYPES}
    year_ends = {calendar.year_of(day): day for day in entity.days if day <= cut}
    for day in year_ends.values():
        for key, amount in entity.amounts[day].items():
            if chart.accounts[key[0]].type in INCOME_TYPES:
                running[key] = running.get(key, ZERO) + amount
    return running


def _earnings_place(chart: Chart, closings: Sequence[_Closings], tolerance: Decimal) -> EarningsPlace:
    """Tell where earnings stand: as the chart says, else in equity if the latest balance sheet balances by itself."""
    latest = [
        (key[0], amount)
        for entity in closings
        for key, amount in entity.amounts[entity.days[-1]].items()
        if chart.accounts[key[0]].type in BALANCE_TYPES
    ]
    if not latest:
        return "apart"
    if {account for account, _ in latest} & set(chart.on_lines(("current_year_earnings",), ("equity",))):
        return "in equity"
    alone = abs(sum((amount for _, amount in latest), ZERO)) <= tolerance
    return "in equity" if alone else "this year apart"


def _equity_postings(movements: Iterable[Movement], chart: Chart, cuts: Sequence[date]) -> Iterator[EquityPosting]:
    for movement in movements:
        if chart.accounts[movement.account].type == "equity" and movement.net:
            yield EquityPosting(movement.account, cuts[movement.bucket], movement.net)


def _dates(closings: Sequence[_Closings], cuts: Sequence[date]) -> dict[date, date]:
    dated = {cut: [day for entity in closings if (day := entity.dated(cut))] for cut in cuts}
    return {cut: min(days) for cut, days in dated.items() if days}
