"""Business days: which days an office works, by the holidays of its country or of a financial market."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import count, islice
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, field_validator

if TYPE_CHECKING:
    from holidays import HolidayBase


class HolidayCalendar(BaseModel, frozen=True, extra="forbid"):
    """The days on which an office is closed."""

    code: str = Field(
        default="",
        description='Country ("DE", "US"), part of one ("GB-ENG") or financial market ("ECB", "NYSE"); '
        "empty for Saturdays and Sundays alone.",
    )
    closed: tuple[date, ...] = Field(default=(), description="Further days on which this office is closed.")

    @field_validator("code")
    @classmethod
    def _code_is_known(cls, code: str) -> str:
        _holidays(code)
        return code


def business_days(calendar: HolidayCalendar, start: date) -> Iterator[date]:
    """Yield the business days from `start` on, itself included, without end."""
    days = (start + timedelta(days=offset) for offset in count())
    return (day for day in days if is_business_day(calendar, day))


def is_business_day(calendar: HolidayCalendar, day: date) -> bool:
    """Tell whether the office works on this day."""
    return _holidays(calendar.code).is_working_day(day) and day not in calendar.closed


def nth_business_day(start: date, n: int, calendar: HolidayCalendar) -> date:
    """Return the `n`th business day from `start` on, counted from 1; raise `ValueError` for an earlier one."""
    if n < 1:
        raise ValueError(f"There is no business day {n}: they are counted from 1.")
    return next(islice(business_days(calendar, start), n - 1, None))


@cache
def _holidays(code: str) -> "HolidayBase":
    """Return the holidays behind a code; the library adds each year when it is first asked for."""
    from holidays import (
        HolidayBase,
        country_holidays,
        financial_holidays,
        list_supported_countries,
        list_supported_financial,
    )

    country, _, part = code.partition("-")
    parts = list_supported_countries()
    if not code:
        return HolidayBase()
    if code in list_supported_financial():
        return financial_holidays(code)
    if country not in parts:
        raise ValueError(
            f"'{code}' is no holiday calendar: write an ISO 3166 country such as DE, US or GB-ENG, "
            f"or a market such as ECB or NYSE"
        )
    if part and part not in parts[country]:
        known = ", ".join(parts[country]) or "none"
        raise ValueError(f"'{code}': {country} has no part '{part}' with its own holidays, only {known}")
    return country_holidays(country, subdiv=part or None)
