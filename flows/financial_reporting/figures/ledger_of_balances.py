"""A ledger from trial balances: movements add up, closing balances replace each other.

Balance sheet accounts are read from their closing balances where they have any, income and expense accounts from
their movements; the other kind serves where that one is missing. Of several closing balances up to a day the latest
holds, and an account that the latest one leaves out is zero.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Any

from flows.financial_reporting.figures.chart import BALANCE_TYPES, INCOME_TYPES, ZERO, Chart
from flows.financial_reporting.figures.closing_balances import Closings, Given, Key, closing_balances
from flows.financial_reporting.figures.earnings_place import earnings_place
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar, month_of
from flows.financial_reporting.figures.ledger import Ledger, Scope
from flows.financial_reporting.figures.movements import EquityPosting, Movement, cumulative, cumulative_by_department


def ledger_of_balances(
    books: Any, chart: Chart, cuts: Sequence[date], calendar: FiscalCalendar, scope: Scope
) -> Ledger | None:
    """Return the ledger of the scope's trial balances, or None where there are none.

    Closing balances of income and expense accounts count from the fiscal year's start. Raise `EarningsPlaceUnclear`
    where the balances contradict each other.
    """
    given = _rows(books, scope)
    if not given:
        return None
    kinds = _kinds(given)
    used = [row for row in given if row.kind == _kind_used(row.account, chart, kinds)]
    days = sorted(row.date for row in given)
    cuts = _with_year_ends(days[0], cuts, calendar)
    closings = closing_balances(used)
    dated = _dates(closings, cuts)
    year_starts = {cut: calendar.year(calendar.year_of(dated.get(cut, cut))).eve for cut in cuts}
    earnings = earnings_place(used, closings, chart, calendar, books.tolerance)
    movements = [
        *_movements((row for row in used if row.kind == "movement"), cuts),
        *_differences(closings, chart, cuts, calendar),
    ]
    if earnings == "this year apart":
        movements += _taken_over(movements, chart, year_starts)
    return Ledger(
        chart=chart,
        cuts=cuts,
        series=cumulative(movements, len(cuts)),
        departments=cumulative_by_department(movements, len(cuts), chart),
        equity_postings=lambda: _equity_postings(movements, chart, cuts),
        first=_begin(days[0], calendar),
        last=days[-1],
        earnings_place=earnings,
        balances_dated=dated,
        year_starts=year_starts,
    )


def _begin(first: date, calendar: FiscalCalendar) -> date:
    """Return the first day of the month, or fiscal period of weeks, that the `first` balances are of."""
    if not calendar.weekly:
        return month_of(first).start
    year = calendar.year_of(first)
    return next(span.start for number in range(1, 13) if first in (span := calendar.period(year, number)))


def _with_year_ends(first: date, cuts: Sequence[date], calendar: FiscalCalendar) -> list[date]:
    """Return `cuts` with the end of every fiscal year from the one before the `first` balances."""
    years = range(calendar.year_of(first) - 1, calendar.year_of(cuts[-1]))
    return sorted({*cuts, *(calendar.end_of(year) for year in years)})


def _rows(books: Any, scope: Scope) -> list[Given]:
    statement = f"""
        select account, {"department" if scope.by_department else "null"}, entity, date, kind, sum(amount)
        from trial_balances {"where entity = $entity" if scope.entity else ""} group by all order by all
    """
    rows = books.connection.execute(statement, {"entity": scope.entity} if scope.entity else {}).fetchall()
    return [Given._make(row) for row in rows]


def _kinds(given: Iterable[Given]) -> dict[str, set[str]]:
    kinds: dict[str, set[str]] = {}
    for row in given:
        kinds.setdefault(row.account, set()).add(row.kind)
    return kinds


def _kind_used(account: str, chart: Chart, kinds: dict[str, set[str]]) -> str:
    first, second = ("closing", "movement")
    if chart.accounts[account].type in INCOME_TYPES:
        first, second = second, first
    return first if first in kinds[account] else second


def _movements(rows: Iterable[Given], cuts: Sequence[date]) -> Iterator[Movement]:
    for row in rows:
        bucket = bisect_left(cuts, row.date)
        if bucket < len(cuts):
            yield Movement(row.account, row.department, bucket, row.amount, max(row.amount, ZERO), ZERO)


def _differences(
    closings: Iterable[Closings], chart: Chart, cuts: Sequence[date], calendar: FiscalCalendar
) -> Iterator[Movement]:
    """Yield what moved between the cuts' balances: all that is known where only balances are given."""
    for entity in closings:
        balances = [_running(entity, cut, chart, calendar) for cut in cuts]
        for bucket, (before, after) in enumerate(pairwise([{}, *balances])):
            for key in {**before, **after}:
                net = after.get(key, ZERO) - before.get(key, ZERO)
                yield Movement(key[0], key[1], bucket, net, max(net, ZERO), ZERO)


def _running(entity: Closings, cut: date, chart: Chart, calendar: FiscalCalendar) -> dict[Key, Decimal]:
    """Return balances at `cut`; income accounts, which start each year from zero, with all earlier years added."""
    running = {key: amount for key, amount in entity.at(cut).items() if chart.accounts[key[0]].type in BALANCE_TYPES}
    year_ends = {calendar.year_of(day): day for day in entity.days if day <= cut}
    for day in year_ends.values():
        for key, amount in entity.amounts[day].items():
            if chart.accounts[key[0]].type in INCOME_TYPES:
                running[key] = running.get(key, ZERO) + amount
    return running


def _taken_over(movements: Iterable[Movement], chart: Chart, starts: Mapping[date, date]) -> Iterator[Movement]:
    """Yield as closing entries what equity accounts take over, with the year's first balances, of the year before.

    Income and expenses count from the year's start, so nothing leaves their accounts.
    """
    cuts = list(starts)
    earned, moved = [ZERO] * len(cuts), [dict[str, Decimal]() for _ in cuts]
    for movement in movements:
        type_ = chart.accounts[movement.account].type
        if type_ in INCOME_TYPES:
            earned[movement.bucket] += movement.net
        elif type_ == "equity":
            before = moved[movement.bucket].get(movement.account, ZERO)
            moved[movement.bucket][movement.account] = before + movement.net
    earned_by = dict(zip(cuts, accumulate(earned), strict=True))
    kept = chart.on_lines(("retained_earnings",), ("equity",)) or chart.of_type("equity")
    for bucket, (before, after) in enumerate(pairwise(cuts), 1):
        amount = earned_by.get(starts[after], ZERO) - earned_by.get(starts[before], ZERO)
        if amount and kept:
            account = min(kept, key=lambda code: abs(moved[bucket].get(code, ZERO) - amount))
            yield Movement(account, None, bucket, net=ZERO, debit=ZERO, closing=amount)


def _equity_postings(movements: Iterable[Movement], chart: Chart, cuts: Sequence[date]) -> Iterator[EquityPosting]:
    for movement in movements:
        if chart.accounts[movement.account].type == "equity" and movement.flow:
            yield EquityPosting(movement.account, cuts[movement.bucket], movement.flow)


def _dates(closings: Sequence[Closings], cuts: Sequence[date]) -> dict[date, date]:
    dated = {cut: [day for entity in closings if (day := entity.dated(cut))] for cut in cuts}
    return {cut: min(days) for cut, days in dated.items() if days}
