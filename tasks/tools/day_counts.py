"""Days counted as offices do: days, weeks, months, years and business days, forwards and back."""

import calendar as month_calendar
from datetime import date, timedelta

from tasks.calendar import HolidayCalendar, is_business_day
from tasks.tools.tool import ArgumentsRefused

MOST = {"days": 40_000, "weeks": 5_000, "months": 1_200, "years": 100, "business days": 2_600}
"""How far one addition may reach: a century, and ten years of business days, which are counted one by one."""


def added(day: date, count: int, unit: str, office: HolidayCalendar) -> date:
    """Return the day `count` units after `day`, before it where negative.

    A month or a year later is the same day of the month, or that month's last where it is shorter (31 January and a
    month: 28 February). Business days are counted from the day after `day`; 0 of them is `day` itself, or the next
    business day where it is none.
    """
    if abs(count) > MOST[unit]:
        raise ArgumentsRefused(f"{count} {unit} are too far: at most {MOST[unit]}.")
    try:
        if unit in ("months", "years"):
            return _months_later(day, count * (12 if unit == "years" else 1))
        if unit == "business days":
            return _business_days_later(day, count, office)
        return day + timedelta(days=count * (7 if unit == "weeks" else 1))
    except (OverflowError, ValueError) as error:
        raise ArgumentsRefused(f"{count} {unit} from {day} lead out of the years 1 to 9999.") from error


def between(start: date, end: date, unit: str, office: HolidayCalendar) -> int:
    """Return how many whole units lie between two days, negative where `end` comes first.

    Business days are those after `start` up to and including `end`, or before it down to and including `end`, so that
    adding them comes to `end` where that is one.
    """
    if unit in ("days", "weeks"):
        days = (end - start).days
        return days if unit == "days" else _whole(days, 7)
    if unit == "business days":
        if abs((end - start).days) > 366 * 10:
            raise ArgumentsRefused(f"From {start} to {end} are more than ten years of business days to count.")
        way = -1 if end < start else 1
        days = (start + timedelta(days=way * offset) for offset in range(1, abs((end - start).days) + 1))
        return way * sum(is_business_day(office, day) for day in days)
    return _whole(_months_between(start, end), 12 if unit == "years" else 1)


def end_of_month(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=month_calendar.monthrange(day.year, day.month)[1])


def _whole(count: int, of: int) -> int:
    return count // of if count >= 0 else -(-count // of)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _months_between(start: date, end: date) -> int:
    """Return the most months that can be added to `start` without passing `end`, taken from it where `end` is first."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and _months_later(start, months) > end:
        return months - 1
    return months + 1 if months < 0 and _months_later(start, months) < end else months


def _business_days_later(day: date, count: int, office: HolidayCalendar) -> date:
    step = timedelta(days=-1 if count < 0 else 1)
    if count == 0:
        while not is_business_day(office, day):
            day += step
    for _ in range(abs(count)):
        day += step
        while not is_business_day(office, day):
            day += step
    return day
