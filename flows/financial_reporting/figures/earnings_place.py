"""Where trial balances keep the year's earnings: on income and expense accounts alone, or in equity already."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from flows.financial_reporting.figures.chart import BALANCE_TYPES, INCOME_TYPES, ZERO, Chart
from flows.financial_reporting.figures.check_results import listed
from flows.financial_reporting.figures.closing_balances import Closings, Given
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar, month_of
from flows.financial_reporting.figures.ledger import EarningsPlace


class EarningsPlaceUnclear(LookupError):
    """Some closing balances hold the year's earnings in equity, others do not."""


def earnings_place(
    given: Sequence[Given], closings: Sequence[Closings], chart: Chart, calendar: FiscalCalendar, tolerance: Decimal
) -> EarningsPlace:
    """Return where earnings stand: as the chart says, else as every day with earnings shows.

    A day's balance sheet that cancels out by itself holds the year's earnings in equity; one that lacks them does
    not. Raise `EarningsPlaceUnclear` where the days contradict each other.
    """
    if not any(_of_types(chart, entity.amounts[entity.days[-1]].items(), BALANCE_TYPES) for entity in closings):
        return "apart"
    marked = set(chart.on_lines(("current_year_earnings",), ("equity",)))
    if any(key[0] in marked for entity in closings for key in entity.amounts[entity.days[-1]]):
        return "in equity"
    shown: dict[EarningsPlace, list[date]] = {}
    for entity in closings:
        for place, day in _shown(entity, given, chart, calendar, tolerance):
            shown.setdefault(place, []).append(day)
    if len(shown) > 1:
        held, apart = (_listed(days) for _, days in sorted(shown.items()))
        raise EarningsPlaceUnclear(
            f"The closing balances of {held} hold the year's earnings in equity, those of {apart} do not: give every "
            "day's balances from before its year is closed, or mark the equity account that holds the earnings of the "
            "current year with the report line current_year_earnings."
        )
    if shown:
        return next(iter(shown))
    earning = any(chart.accounts[row.account].type in INCOME_TYPES for row in given)
    return "this year apart" if earning or not _alone(closings, chart, tolerance) else "in equity"


def _shown(
    entity: Closings, given: Iterable[Given], chart: Chart, calendar: FiscalCalendar, tolerance: Decimal
) -> Iterator[tuple[EarningsPlace, date]]:
    """Yield what each day of one entity shows; a day without earnings, or of an incomplete balance, shows nothing."""
    moved: dict[date, Decimal] = {}
    for row in given:
        if row.kind == "movement" and row.entity == entity.entity and chart.accounts[row.account].type in INCOME_TYPES:
            moved[row.date] = moved.get(row.date, ZERO) + row.amount
    for day in _last_of_months(entity.days):
        year = calendar.year(calendar.year_of(day))
        until = min(month_of(day).end, year.end)
        earned = sum((amount for date_, amount in moved.items() if year.start <= date_ <= until), ZERO)
        balances = entity.amounts[day].items()
        earned += sum(_of_types(chart, balances, INCOME_TYPES), ZERO)
        held = sum(_of_types(chart, balances, BALANCE_TYPES), ZERO)
        if abs(earned) > tolerance and abs(held) <= tolerance:
            yield "in equity", day
        elif abs(earned) > tolerance and abs(held + earned) <= tolerance:
            yield "this year apart", day


def _last_of_months(days: Sequence[date]) -> Iterator[date]:
    """Yield the days that no later one of the same month follows."""
    for day, after in zip(days, (*days[1:], date.max), strict=True):
        if (day.year, day.month) != (after.year, after.month):
            yield day


def _listed(days: Iterable[date]) -> str:
    named = [str(day) for day in sorted(set(days))]
    return listed(named, len(named))


def _alone(closings: Iterable[Closings], chart: Chart, tolerance: Decimal) -> bool:
    """Whether the latest balance sheets cancel out by themselves."""
    latest = (
        amount
        for entity in closings
        for amount in _of_types(chart, entity.amounts[entity.days[-1]].items(), BALANCE_TYPES)
    )
    return abs(sum(latest, ZERO)) <= tolerance


def _of_types(
    chart: Chart, balances: Iterable[tuple[tuple[str, str | None, str | None], Decimal]], types: Sequence[str]
) -> list[Decimal]:
    return [amount for key, amount in balances if chart.accounts[key[0]].type in types]
