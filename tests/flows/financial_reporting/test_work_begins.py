"""When a close may begin: the office's business day after the period, in the office's time zone."""

from datetime import UTC, datetime

import pytest

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.periods import PeriodUnknown
from flows.financial_reporting.phases import work_begins

SCHEDULED = datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


def begins(period: str, business_day: int = 3, **brief: str) -> str:
    asked = ReportingBrief.model_validate({"period": period, "business_day": business_day, **brief})
    return work_begins(asked, SCHEDULED).isoformat()


@pytest.mark.parametrize(
    ("period", "day", "why"),
    [
        ("2025-12", "2026-01-06", "New Year's Day is a Thursday: the 2nd, the 5th, the 6th"),
        ("2026-04", "2026-05-06", "Labour Day is a Friday, then a weekend"),
        ("2026-03", "2026-04-07", "Good Friday and Easter Monday: the 1st, the 2nd, the 7th"),
        ("2026-09", "2026-10-05", "the Day of German Unity is a Saturday"),
        ("2026-10", "2026-11-04", "a month that begins with a Sunday"),
    ],
)
def test_the_third_business_day_after_the_month_skips_weekends_and_german_holidays(
    period: str, day: str, why: str
) -> None:
    assert begins(period).startswith(f"{day}T06:00"), why


def test_holidays_are_those_of_the_briefs_calendar() -> None:
    assert begins("2025-12", calendar="DE-BW").startswith("2026-01-07"), "Epiphany is a holiday in Baden-Württemberg"
    assert begins("2026-06", calendar="US").startswith("2026-07-06"), "Independence Day 2026 is observed on the 3rd"
    assert begins("2026-06").startswith("2026-07-03")


@pytest.mark.parametrize("period", ["2025", "2025-Q4", "2025-P12", "2025-12"])
def test_a_year_a_quarter_and_a_month_that_end_together_begin_together(period: str) -> None:
    assert begins(period).startswith("2026-01-06")


def test_business_day_0_begins_when_the_run_was_scheduled() -> None:
    assert begins("2025-12", business_day=0) == SCHEDULED.isoformat()


@pytest.mark.parametrize(
    ("period", "day", "why"),
    [
        ("2026", "2026-09-30", "the year ends on Saturday the 26th: Monday, Tuesday, Wednesday"),
        ("2023", "2023-10-05", "the year ends on Saturday the 30th; the 3rd of October is a holiday"),
        ("2026-P11", "2026-08-26", "the 11th period, of four weeks, ends on Saturday the 22nd"),
    ],
)
def test_a_period_of_weeks_is_followed_by_the_business_days_after_its_last_day(period: str, day: str, why: str) -> None:
    assert begins(period, fiscal_year_end="last saturday of september").startswith(day), why


def test_a_fiscal_period_that_ends_in_the_middle_of_a_month_counts_from_its_own_end() -> None:
    assert begins("2025", fiscal_year_end="11-15").startswith("2025-11-19"), "Monday the 17th is the first"


def test_six_in_the_morning_is_six_by_the_offices_clock_in_summer_and_in_winter() -> None:
    assert begins("2026-02") == "2026-03-04T06:00:00+01:00"
    assert begins("2026-06") == "2026-07-03T06:00:00+02:00"
    assert begins("2026-02", calendar="US", time_zone="America/New_York") == "2026-03-04T06:00:00-05:00"


def test_a_business_day_after_the_clocks_change_has_the_new_time() -> None:
    # The clocks of New York change on 8 March 2026.
    assert begins("2026-02", business_day=4, calendar="US", time_zone="America/New_York").endswith("-05:00")
    assert begins("2026-02", business_day=6, calendar="US", time_zone="America/New_York").endswith("-04:00")


def test_last_month_must_be_resolved_first() -> None:
    with pytest.raises(PeriodUnknown, match="scheduled start"):
        begins("last-month")
