"""Name the days of the sample company's months."""

import calendar
from datetime import date, timedelta

FIRST, LAST = (2024, 1), (2026, 10)
"""The first and the last month of the books."""


def months() -> list[date]:
    """Return the first day of each month of the books."""
    first, last = (year * 12 + month - 1 for year, month in (FIRST, LAST))
    return [date(index // 12, index % 12 + 1, 1) for index in range(first, last + 1)]


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def next_month(day: date) -> date:
    """Return the first day of the month after that of `day`."""
    return month_end(day) + timedelta(days=1)


def workday(day: date) -> date:
    """Return `day`, or the last Friday of its month or the next Monday where it falls on a weekend."""
    if day.weekday() < 5:
        return day
    monday = day + timedelta(days=7 - day.weekday())
    return monday if monday.month == day.month else day - timedelta(days=day.weekday() - 4)
