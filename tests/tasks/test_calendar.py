from datetime import date

import pytest
from pydantic import ValidationError

from tasks.calendar import HolidayCalendar, business_days, nth_business_day


@pytest.mark.parametrize(
    ("code", "start", "n", "day"),
    [
        ("", date(2025, 1, 1), 1, date(2025, 1, 1)),
        ("DE", date(2025, 1, 1), 3, date(2025, 1, 6)),
        ("DE-BY", date(2025, 1, 1), 3, date(2025, 1, 7)),
        ("US", date(2025, 7, 1), 4, date(2025, 7, 7)),
        ("GB-ENG", date(2025, 5, 1), 3, date(2025, 5, 6)),
        ("ECB", date(2025, 5, 1), 1, date(2025, 5, 2)),
        ("NYSE", date(2025, 4, 1), 14, date(2025, 4, 21)),
        ("US", date(2025, 4, 1), 14, date(2025, 4, 18)),
        ("DE", date(2025, 2, 1), 20, date(2025, 2, 28)),
        ("DE", date(2025, 2, 1), 21, date(2025, 3, 3)),
        ("DE", date(2025, 9, 29), 3, date(2025, 10, 1)),
    ],
)
def test_the_nth_business_day_steps_over_weekends_and_holidays(code: str, start: date, n: int, day: date) -> None:
    assert nth_business_day(start, n, HolidayCalendar(code=code)) == day


def test_own_closing_days_move_the_business_day_on() -> None:
    calendar = HolidayCalendar(code="DE", closed=(date(2025, 1, 2), date(2025, 1, 3)))
    assert nth_business_day(date(2025, 1, 1), 1, calendar) == date(2025, 1, 6)


def test_business_days_begin_with_their_start() -> None:
    days = business_days(HolidayCalendar(), date(2025, 1, 3))
    assert [next(days) for _ in range(3)] == [date(2025, 1, 3), date(2025, 1, 6), date(2025, 1, 7)]


@pytest.mark.parametrize("n", [0, -1])
def test_business_days_are_counted_from_one(n: int) -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        nth_business_day(date(2025, 1, 1), n, HolidayCalendar())


@pytest.mark.parametrize(
    ("code", "mend"),
    [
        ("XX", "write an ISO 3166 country such as DE"),
        ("GB-XX", "GB has no part 'XX'.*ENG"),
        ("TR-34", "TR has no part '34' with its own holidays, only none"),
        ("de", "write an ISO 3166 country"),
    ],
)
def test_an_unknown_calendar_is_refused_with_the_mend(code: str, mend: str) -> None:
    with pytest.raises(ValidationError, match=mend):
        HolidayCalendar(code=code)
