"""Exchange rates by date and pair: exact, carried over weekends and holidays, crossed, and never assumed."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flows.financial_reporting.figures.fiscal_calendar import month_of

CARRY = timedelta(days=7)
"""How long a closing rate holds when the days after it have none: weekends and holidays, not a forgotten month."""
ONE = Decimal(1)
STEP = Decimal("1e-12")
"""Inverse and crossed rates are kept to twelve decimals, so that amounts at a rate stay exact."""
Quotes = dict[tuple[str, str], list[tuple[date, Decimal]]]


class RateMissing(LookupError):
    """The rates lack one that a figure needs."""


@dataclass(frozen=True)
class Rates:
    """Closing and average rates; a rate says how much of the second currency one unit of the first is."""

    closing: Quotes = field(default_factory=dict)
    average: Quotes = field(default_factory=dict)

    def closing_rate(self, source: str, target: str, day: date) -> Decimal:
        """Return the closing rate of `day`, or the last of the seven days before; raise `RateMissing` else."""
        rate = self._rate(self.closing, source, target, day - CARRY, day)
        if rate is None:
            raise RateMissing(
                f"There is no closing rate from {source} to {target} for {day} or the {CARRY.days} days before: "
                f"add one to fx_rates (also as {target} to {source}, or through a third currency)."
            )
        return rate

    def average_rate(self, source: str, target: str, day: date) -> Decimal:
        """Return the average rate of the month that `day` lies in; raise `RateMissing` where it has none."""
        month = month_of(day)
        rate = self._rate(self.average, source, target, month.start, month.end)
        if rate is None:
            raise RateMissing(
                f"There is no average rate from {source} to {target} for {month.start:%Y-%m}: "
                "add one with kind 'average' and a date in that month to fx_rates."
            )
        return rate

    def _rate(self, quotes: Quotes, source: str, target: str, first: date, last: date) -> Decimal | None:
        if source == target:
            return ONE
        direct = _direct(quotes, source, target, first, last)
        return direct if direct is not None else next(_crossed(quotes, source, target, first, last), None)


def read_rates(books: Any) -> Rates:
    """Return the rates of the books; none where they have no fx_rates."""
    rates = Rates()
    if "fx_rates" in books.tables:
        statement = "select kind, from_currency, to_currency, date, rate from fx_rates order by all"
        for kind, source, target, day, rate in books.connection.execute(statement).fetchall():
            quotes = rates.closing if kind == "closing" else rates.average
            quotes.setdefault((source, target), []).append((day, rate))
    return rates


def _direct(quotes: Quotes, source: str, target: str, first: date, last: date) -> Decimal | None:
    if (rate := _latest(quotes.get((source, target), ()), first, last)) is not None:
        return rate
    inverse = _latest(quotes.get((target, source), ()), first, last)
    return None if inverse is None else (ONE / inverse).quantize(STEP)


def _crossed(quotes: Quotes, source: str, target: str, first: date, last: date) -> Iterator[Decimal]:
    """Yield the rates through one third currency, those in alphabetical order."""
    for middle in sorted({code for pair in quotes for code in pair} - {source, target}):
        there = _direct(quotes, source, middle, first, last)
        back = _direct(quotes, middle, target, first, last)
        if there is not None and back is not None:
            yield (there * back).quantize(STEP)


def _latest(dated: Iterable[tuple[date, Decimal]], first: date, last: date) -> Decimal | None:
    series = list(dated)
    position = bisect_right(series, last, key=lambda quote: quote[0])
    return series[position - 1][1] if position and series[position - 1][0] >= first else None
