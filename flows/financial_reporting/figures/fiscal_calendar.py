"""The fiscal calendar: years that end on a date or on a weekday, their quarters and their periods.

Spans are half-open: `start` belongs to a span, `stop` is the first day after it.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
WEEKDAYS = tuple(name.lower() for name in calendar.day_name)
MONTHS = tuple(name.lower() for name in calendar.month_name)
WEEKS_OF_PERIODS = (4, 4, 5) * 4

_DATE = re.compile(r"(\d{2})-(\d{2})")
_LAST = re.compile(r"last (\w+) of (\w+)")
_NEAREST = re.compile(r"(\w+) nearest (\d{2})-(\d{2})")


class Span(NamedTuple):
    """Days from `start` up to, but not including, `stop`."""

    start: date
    stop: date

    @property
    def end(self) -> date:
        """The last day of the span."""
        return self.stop - DAY

    @property
    def eve(self) -> date:
        """The last day before the span."""
        return self.start - DAY

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day < self.stop


class FiscalYearEndUnknown(ValueError):
    """The text names no fiscal year end."""


@dataclass(frozen=True)
class FiscalCalendar:
    """Years that end as `year_end` says; year 2013 is the one that ends in 2013.

    `year_end` is "12-31", "last saturday of september" or "saturday nearest 01-31"; the last two make years
    of 52 or 53 weeks with periods of 4, 4 and 5 weeks, the 53rd week in the last period.
    """

    year_end: str

    def __post_init__(self) -> None:
        self.end_of(2000)

    @cached_property
    def weekly(self) -> bool:
        """Whether the years consist of whole weeks."""
        return _DATE.fullmatch(self.year_end.strip()) is None

    def end_of(self, year: int) -> date:
        """Return the last day of the fiscal year that is named `year`."""
        text = self.year_end.strip().lower()
        try:
            if match := _DATE.fullmatch(text):
                return _month_day(year, int(match[1]), int(match[2]))
            if match := _LAST.fullmatch(text):
                return _last_weekday(year, MONTHS.index(match[2]), WEEKDAYS.index(match[1]))
            if match := _NEAREST.fullmatch(text):
                return _nearest_weekday(_month_day(year, int(match[2]), int(match[3])), WEEKDAYS.index(match[1]))
        except ValueError:
            pass
        raise FiscalYearEndUnknown(
            f"The fiscal year end {self.year_end!r} is not known: give a month and day such as '12-31', "
            "'last saturday of september' or 'saturday nearest 01-31'."
        )

    def year(self, year: int) -> Span:
        """Return the fiscal year that is named `year`."""
        return Span(self.end_of(year - 1) + DAY, self.end_of(year) + DAY)

    def year_of(self, day: date) -> int:
        """Return the name of the fiscal year that `day` lies in."""
        return next(year for year in range(day.year - 1, day.year + 3) if day <= self.end_of(year))

    def quarter(self, year: int, number: int) -> Span:
        """Return quarter 1 to 4: three months, or thirteen weeks (the last one up to the year's end)."""
        return self._part(year, (number - 1) * 3, number * 3)

    def period(self, year: int, number: int) -> Span:
        """Return fiscal period 1 to 12: a month, or 4, 4 or 5 weeks (the last one up to the year's end)."""
        return self._part(year, number - 1, number)

    def _part(self, year: int, first: int, stop: int) -> Span:
        whole = self.year(year)
        return Span(self._edge(whole, first), self._edge(whole, stop))

    def _edge(self, year: Span, periods: int) -> date:
        if periods == 12:
            return year.stop
        if self.weekly:
            return year.start + WEEK * sum(WEEKS_OF_PERIODS[:periods])
        return add_months(year.start, periods)


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later, or the month's last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_of(day: date) -> Span:
    """Return the calendar month that `day` lies in."""
    start = day.replace(day=1)
    return Span(start, add_months(start, 1))


def _month_day(year: int, month: int, day: int) -> date:
    if (month, day) in ((2, 28), (2, 29)):
        return date(year, 2, calendar.monthrange(year, 2)[1])
    return date(year, month, day)


def _last_weekday(year: int, month: int, weekday: int) -> date:
    last = date(year, month, calendar.monthrange(year, month)[1])
    return last - DAY * ((last.weekday() - weekday) % 7)


def _nearest_weekday(anchor: date, weekday: int) -> date:
    ahead = (weekday - anchor.weekday()) % 7
    return anchor + DAY * (ahead if ahead <= 3 else ahead - 7)
