"""What the names of periods mean, in years that end on a date and in years of 52 or 53 weeks."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.financial_reporting.figures.fiscal_calendar import DAY, FiscalCalendar, FiscalYearEndUnknown
from flows.financial_reporting.figures.periods import PeriodUnknown, named_span, reporting_period, resolve_period

RULES = ("12-31", "06-30", "04-05", "02-28", "last saturday of september", "saturday nearest 01-31")


@pytest.mark.parametrize(
    ("label", "year_end", "first", "last"),
    [
        ("2015-12", "12-31", "2015-12-01", "2015-12-31"),
        ("2015-Q4", "12-31", "2015-10-01", "2015-12-31"),
        ("2015", "12-31", "2015-01-01", "2015-12-31"),
        ("2024-02", "12-31", "2024-02-01", "2024-02-29"),
        ("2015", "06-30", "2014-07-01", "2015-06-30"),
        ("2015-Q1", "06-30", "2014-07-01", "2014-09-30"),
        ("2015-P12", "06-30", "2015-06-01", "2015-06-30"),
        ("2015-Q1", "04-05", "2014-04-06", "2014-07-05"),
        ("2024", "02-28", "2023-03-01", "2024-02-29"),
        ("2013", "last saturday of september", "2012-09-30", "2013-09-28"),
        ("2013-Q4", "last saturday of september", "2013-06-30", "2013-09-28"),
        ("2013-P3", "last saturday of september", "2012-11-25", "2012-12-29"),
        ("2018", "saturday nearest 01-31", "2017-01-29", "2018-02-03"),
        ("2018-P12", "saturday nearest 01-31", "2017-12-24", "2018-02-03"),
    ],
)
def test_a_name_means_these_days(label: str, year_end: str, first: str, last: str) -> None:
    span = named_span(label, FiscalCalendar(year_end))
    assert (span.start.isoformat(), span.end.isoformat()) == (first, last)


def test_a_year_of_53_weeks_puts_the_extra_week_in_its_last_period() -> None:
    calendar = FiscalCalendar("saturday nearest 01-31")
    year = calendar.year(2018)
    assert (year.stop - year.start).days == 53 * 7
    lengths = [(calendar.period(2018, n).stop - calendar.period(2018, n).start).days // 7 for n in range(1, 13)]
    assert lengths == [4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6]


@given(st.sampled_from(RULES), st.integers(1990, 2060))
def test_periods_and_quarters_tile_their_year(rule: str, year: int) -> None:
    calendar = FiscalCalendar(rule)
    whole = calendar.year(year)
    for parts in (
        [calendar.period(year, number) for number in range(1, 13)],
        [calendar.quarter(year, number) for number in range(1, 5)],
    ):
        assert [part.stop for part in parts[:-1]] == [part.start for part in parts[1:]]
        assert (parts[0].start, parts[-1].stop) == whole
    assert calendar.year(year + 1).start == whole.stop


@given(st.sampled_from(RULES), st.dates(date(1990, 1, 1), date(2060, 12, 31)))
def test_every_day_lies_in_the_year_named_for_it(rule: str, day: date) -> None:
    calendar = FiscalCalendar(rule)
    assert day in calendar.year(calendar.year_of(day))


def test_the_prior_year_is_the_period_of_the_same_name() -> None:
    period = reporting_period("2013-P12", FiscalCalendar("last saturday of september"))
    assert period.prior == FiscalCalendar("last saturday of september").period(2012, 12)
    assert period.year_to_date.start == date(2012, 9, 30)


def test_the_trend_of_a_month_goes_back_to_the_same_month_of_the_year_before() -> None:
    steps = reporting_period("2015-03", FiscalCalendar("06-30")).steps
    assert (steps[0][0], steps[-1][0], len(steps)) == ("2014-03", "2015-03", 13)


def test_the_trend_of_a_fiscal_period_runs_in_fiscal_periods() -> None:
    steps = reporting_period("2013-P1", FiscalCalendar("last saturday of september")).steps
    assert (steps[0][0], steps[-1][0], len(steps)) == ("2012-P1", "2013-P1", 13)
    assert all(before[1].stop == after[1].start for before, after in pairwise(steps))


@pytest.mark.parametrize("label", ["2015-13", "2015-Q5", "2015-P13", "2015-P0", "December", "", "15-12"])
def test_a_name_of_no_period_is_refused_with_the_names_there_are(label: str) -> None:
    with pytest.raises(PeriodUnknown, match="2025-P1"):
        reporting_period(label, FiscalCalendar("12-31"))


def test_last_month_without_a_scheduled_start_is_refused_with_the_mend() -> None:
    with pytest.raises(PeriodUnknown, match="name the period, such as '2025-10'"):
        resolve_period("last-month", None, "UTC")


@pytest.mark.parametrize("rule", ["13-01", "02-31", "last moonday of june", "saturday nearest june", "end of year"])
def test_a_fiscal_year_end_that_is_none_is_refused_with_examples(rule: str) -> None:
    with pytest.raises(FiscalYearEndUnknown, match="'last saturday of september'"):
        FiscalCalendar(rule)


def test_last_month_is_counted_where_the_business_is() -> None:
    new_year_in_sydney = datetime(2025, 12, 31, 14, 0, tzinfo=UTC)
    assert resolve_period("last-month", new_year_in_sydney, "Australia/Sydney") == "2025-12"
    assert resolve_period("last-month", new_year_in_sydney, "Europe/Dublin") == "2025-11"


def test_last_month_of_a_calendar_of_weeks_is_its_last_finished_period() -> None:
    rule = "last saturday of september"
    end = FiscalCalendar(rule).year(2013).end
    noon = datetime(end.year, end.month, end.day, 12, tzinfo=UTC)
    assert resolve_period("last-month", noon, "UTC", rule) == "2013-P11"
    assert resolve_period("last-month", noon + DAY, "UTC", rule) == "2013-P12"


def test_a_named_period_is_resolved_to_itself() -> None:
    assert resolve_period("2025-Q3", datetime(2026, 1, 1, tzinfo=UTC), "UTC") == "2025-Q3"
