from datetime import date

import pytest
from pydantic import ValidationError

from tasks.calendar import HolidayCalendar, business_days, nth_business_day


@pytest.mark.parametrize(
    ("code", "year", "month", "n", "day"),
    [
        ("", 2025, 1, 1, date(2025, 1, 1)),
        ("DE", 2025, 1, 3, date(2025, 1, 6)),
        ("DE-BY", 2025, 1, 3, date(2025, 1, 7)),
        ("US", 2025, 7, 4, date(2025, 7, 7)),
        ("GB-ENG", 2025, 5, 3, date(2025, 5, 6)),
        ("ECB", 2025, 5, 1, date(2025, 5, 2)),
        ("NYSE", 2025, 4, 14, date(2025, 4, 21)),
        ("US", 2025, 4, 14, date(2025, 4, 18)),
        ("DE", 2025, 2, 20, date(2025, 2, 28)),
    ],
)
def test_the_nth_business_day_steps_over_weekends_and_holidays(
    code: str, year: int, month: int, n: int, day: date
) -> None:
    assert nth_business_day(year, month, n, HolidayCalendar(code=code)) == day


def test_own_closing_days_move_the_business_day_on() -> None:
    calendar = HolidayCalendar(code="DE", closed=(date(2025, 1, 2), date(2025, 1, 3)))
    assert nth_business_day(2025, 1, 1, calendar) == date(2025, 1, 6)


def test_the_interval_of_business_days_is_half_open() -> None:
    calendar = HolidayCalendar()
    assert business_days(calendar, date(2025, 1, 3), date(2025, 1, 7)) == (date(2025, 1, 3), date(2025, 1, 6))
    assert business_days(calendar, date(2025, 1, 6), date(2025, 1, 6)) == ()


@pytest.mark.parametrize("n", [0, -1, 24])
def test_a_month_has_only_so_many_business_days(n: int) -> None:
    with pytest.raises(ValueError, match="2025-01 has the business days 1 to 23"):
        nth_business_day(2025, 1, n, HolidayCalendar())


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
