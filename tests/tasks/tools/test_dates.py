"""Date arithmetic as offices do it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.calendar import HolidayCalendar
from tasks.tools.builtin.dates import DATES, WEEKDAYS
from tasks.tools.day_counts import MOST, added, between, end_of_month
from tasks.tools.schema import problems
from tasks.tools.tool import ArgumentsRefused

WEEKENDS, GERMANY = HolidayCalendar(), HolidayCalendar(code="DE")


@pytest.mark.parametrize(
    ("day", "count", "unit", "office", "result"),
    [
        (date(2026, 10, 31), 30, "days", WEEKENDS, date(2026, 11, 30)),
        (date(2026, 10, 31), -2, "weeks", WEEKENDS, date(2026, 10, 17)),
        (date(2026, 1, 31), 1, "months", WEEKENDS, date(2026, 2, 28)),
        (date(2024, 2, 29), 1, "years", WEEKENDS, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, "months", WEEKENDS, date(2026, 2, 28)),
        (date(2026, 11, 27), 1, "business days", WEEKENDS, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, "business days", WEEKENDS, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, "business days", GERMANY, date(2026, 12, 28)),
        (date(2026, 12, 28), -1, "business days", GERMANY, date(2026, 12, 24)),
    ],
)
def test_a_day_some_units_later(day: date, count: int, unit: str, office: HolidayCalendar, result: date) -> None:
    assert added(day, count, unit, office) == result


@pytest.mark.parametrize(
    ("start", "end", "unit", "count"),
    [
        (date(2026, 1, 31), date(2026, 2, 28), "months", 1),
        (date(2026, 1, 15), date(2026, 2, 14), "months", 0),
        (date(2026, 2, 15), date(2026, 1, 16), "months", 0),
        (date(2026, 2, 15), date(2026, 1, 15), "months", -1),
        (date(2024, 2, 29), date(2026, 2, 28), "years", 2),
        (date(2026, 11, 1), date(2026, 10, 17), "weeks", -2),
        (date(2026, 11, 27), date(2026, 11, 30), "business days", 1),
        (date(2026, 11, 30), date(2026, 11, 27), "business days", -1),
    ],
)
def test_whole_units_between_two_days(start: date, end: date, unit: str, count: int) -> None:
    assert between(start, end, unit, WEEKENDS) == count


def test_what_cannot_be_reached_is_refused() -> None:
    with pytest.raises(ArgumentsRefused, match="too far"):
        added(date(2026, 1, 1), MOST["business days"] + 1, "business days", WEEKENDS)
    with pytest.raises(ArgumentsRefused, match="out of the years"):
        added(date(9999, 12, 31), 1, "days", WEEKENDS)
    with pytest.raises(ArgumentsRefused, match="out of the years"):
        added(date(1, 1, 1), -1, "months", WEEKENDS)


@pytest.mark.parametrize(
    ("asked", "given_"),
    [
        (
            {"operation": "facts", "date": "2026-10-03", "calendar": "DE"},
            {"date": "2026-10-03", "weekday": "Saturday", "business_day": False, "end_of_month": "2026-10-31"},
        ),
        (
            {"operation": "add", "date": "2026-10-31", "count": 3, "unit": "business days", "calendar": "DE"},
            {"date": "2026-11-04", "weekday": "Wednesday"},
        ),
        ({"operation": "difference", "date": "2026-10-01", "until": "2026-10-31", "unit": "days"}, {"count": 30}),
    ],
)
def test_the_tool_answers_by_its_schema(asked: dict[str, object], given_: dict[str, object]) -> None:
    import asyncio

    assert problems(DATES.arguments, asked) == []
    found = asyncio.run(DATES.call(None, asked))  # pyright: ignore[reportArgumentType]
    assert found == given_
    assert problems(DATES.result, found) == []


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"operation": "add", "date": "2026-02-30", "count": 1, "unit": "days"}, "is no day"),
        ({"operation": "add", "date": "2026-02-20", "unit": "days"}, "needs 'count'"),
        ({"operation": "difference", "date": "2026-02-20", "unit": "days"}, "needs 'until'"),
        ({"operation": "facts", "date": "2026-02-20", "calendar": "XX"}, "no holiday calendar"),
    ],
)
def test_the_tool_says_what_is_wrong(asked: dict[str, object], why: str) -> None:
    import asyncio

    with pytest.raises(ArgumentsRefused, match=why):
        asyncio.run(DATES.call(None, asked))  # pyright: ignore[reportArgumentType]


days = st.dates(date(1950, 1, 1), date(2100, 1, 1))


@given(days, st.integers(-100, 100), st.sampled_from(sorted(MOST)))
def test_what_was_added_is_the_difference(day: date, count: int, unit: str) -> None:
    later = added(day, count, unit, WEEKENDS)
    if unit == "business days" and count == 0:
        assert later >= day
        return
    assert between(day, later, unit, WEEKENDS) == count


@given(days)
def test_the_end_of_the_month_is_followed_by_a_first(day: date) -> None:
    last = end_of_month(day)
    assert (last + timedelta(days=1)).day == 1
    assert (last.year, last.month) == (day.year, day.month)
    assert WEEKDAYS[last.weekday()] == last.strftime("%A")
