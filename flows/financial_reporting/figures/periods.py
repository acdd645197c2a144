"""The period of a report: what "2025-10", "2025-Q4", "2025" and "2025-P10" mean in a fiscal calendar."""

import re
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from zoneinfo import ZoneInfo

from flows.financial_reporting.figures.fiscal_calendar import DAY, FiscalCalendar, Span, add_months, month_of

LAST_MONTH = "last-month"
TREND_LENGTH = 13
_LABEL = re.compile(r"(\d{4})(?:-(?:(\d{2})|Q(\d)|P(\d{1,2})))?")


class PeriodUnknown(ValueError):
    """The text names no period."""


@dataclass(frozen=True)
class ReportingPeriod:
    """One period with the spans that its report compares it with."""

    label: str
    span: Span
    calendar: FiscalCalendar
    prior: Span
    """The period of the same name a year before."""
    steps: tuple[tuple[str, Span], ...]
    """The last thirteen months, or fiscal periods, up to its end; oldest first."""

    @property
    def year(self) -> Span:
        """The fiscal year it ends in, up to the year's own end."""
        return self.calendar.year(self.calendar.year_of(self.span.end))

    @property
    def year_to_date(self) -> Span:
        """From the fiscal year's first day to the period's last."""
        return self.year_to(self.span.end)

    def year_to(self, day: date) -> Span:
        """Return the fiscal year that `day` lies in, up to and with that day."""
        return Span(self.calendar.year(self.calendar.year_of(day)).start, day + DAY)

    @property
    def sheet_days(self) -> tuple[date, date, date]:
        """The days of the balance sheet's columns: the period's end, the day before it and the prior year's."""
        return self.span.end, self.span.eve, self.prior.end

    @property
    def cuts(self) -> set[date]:
        """The days at whose end the report needs balances."""
        steps = {day for _, step in self.steps for day in (step.eve, step.end)}
        spans = (self.span, self.prior, *(self.year_to(day) for day in self.sheet_days))
        return steps | {day for span in spans for day in (span.eve, span.end)}


def reporting_period(label: str, calendar: FiscalCalendar) -> ReportingPeriod:
    """Return the period that `label` names in `calendar`.

    Years, quarters and P-periods are fiscal, "2025-10" is a calendar month. Raise `PeriodUnknown` otherwise.
    """
    span = named_span(label, calendar)
    prior = named_span(f"{int(label[:4]) - 1}{label[4:]}", calendar)
    return ReportingPeriod(label, span, calendar, prior, tuple(_steps(label, span, calendar)))


def named_span(label: str, calendar: FiscalCalendar) -> Span:
    """Return the days of the period that `label` names; raise `PeriodUnknown` where it names none."""
    if label == LAST_MONTH:
        raise PeriodUnknown(
            "The period 'last-month' is counted from a run's scheduled start, and there is none here: "
            "name the period, such as '2025-10', '2025-Q4', '2025' or '2025-P10'."
        )
    match = _LABEL.fullmatch(label)
    if match:
        year, month, quarter, period = (int(group) if group else None for group in match.groups())
        assert year is not None
        if month is None and quarter is None and period is None:
            return calendar.year(year)
        if month and 1 <= month <= 12:
            return month_of(date(year, month, 1))
        if quarter and 1 <= quarter <= 4:
            return calendar.quarter(year, quarter)
        if period and 1 <= period <= 12:
            return calendar.period(year, period)
    raise PeriodUnknown(
        f"The period {label!r} is not known: give a month '2025-10', a quarter '2025-Q4', a fiscal year '2025' or "
        "a fiscal period '2025-P1' to '2025-P12' (adjustments of a 13th period belong on the year's last day)."
    )


def resolve_period(
    period: str, scheduled_start: datetime | None, tz: str | tzinfo, fiscal_year_end: str = "12-31"
) -> str:
    """Return the label that `period` stands for at `scheduled_start`, seen in the time zone `tz`.

    "last-month" is the calendar month before, or the last finished fiscal period of a calendar of weeks; any
    other label comes back as it is. Raise `PeriodUnknown` for a label that names no period.
    """
    calendar = FiscalCalendar(fiscal_year_end)
    if period != LAST_MONTH or scheduled_start is None:
        named_span(period, calendar)
        return period
    today = scheduled_start.astimezone(ZoneInfo(tz) if isinstance(tz, str) else tz).date()
    if calendar.weekly:
        return _last_finished(today, calendar)
    return f"{add_months(today.replace(day=1), -1):%Y-%m}"


def _last_finished(today: date, calendar: FiscalCalendar) -> str:
    year = calendar.year_of(today)
    candidates = ((year, number) for year in (year, year - 1) for number in range(12, 0, -1))
    year, number = next(each for each in candidates if calendar.period(*each).stop <= today)
    return f"{year}-P{number}"


def _steps(label: str, span: Span, calendar: FiscalCalendar) -> list[tuple[str, Span]]:
    """Walk back from the period's end in calendar months where it ends with one, else in fiscal periods."""
    if month_of(span.end).stop == span.stop:
        firsts = [add_months(month_of(span.end).start, -back) for back in range(TREND_LENGTH)]
        return [(f"{first:%Y-%m}", month_of(first)) for first in reversed(firsts)]
    year = calendar.year_of(span.end)
    named = [
        (f"{each}-P{number}", calendar.period(each, number))
        for each in range(year - 2, year + 1)
        for number in range(1, 13)
    ]
    return [step for step in named if step[1].stop <= span.stop][-TREND_LENGTH:]
