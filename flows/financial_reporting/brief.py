"""What a person asks for when a period is to be reported, and the steps that its flow takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, field_validator

from agents.controllers_reviewer import CONTROLLERS_REVIEWER
from agents.data_steward import DATA_STEWARD
from agents.finance_researcher import FINANCE_RESEARCHER
from agents.narrator import NARRATOR
from agents.variance_analyst import VARIANCE_ANALYST
from tasks.calendar import HolidayCalendar
from tasks.process import Process

PROCESS = Process(
    name="financial-reporting",
    steps=frozenset(
        {
            "business-day",  # the month's books are ready on the third business day
            "books",
            "figures",
            "research",
            "look-up",
            "printed",
            "explain-checks",
            "explain-variances",
            "summarise",
            "review",
            "release",  # the gate
            "announce",
            "deliver",
        }
    ),
    agents=(FINANCE_RESEARCHER, DATA_STEWARD, VARIANCE_ANALYST, NARRATOR, CONTROLLERS_REVIEWER),
    views="flows.financial_reporting.views:books_views",
)


class Materiality(BaseModel, frozen=True, extra="forbid"):
    """When a variance needs an explanation: at least `amount` and at least `percent` of its base."""

    amount: Decimal = Field(
        default=Decimal(5000), ge=0, description="Smallest variance that matters, in the report's currency."
    )
    percent: Decimal = Field(
        default=Decimal(10), ge=0, description="Smallest variance that matters, in percent of the base."
    )


def _form(position: int) -> dict[str, Any]:
    return {"position": position}


class ReportingBrief(BaseModel, frozen=True, extra="forbid"):
    """The report of one period of one entity."""

    period: str = Field(
        "last-month",
        description='"2025-10", "2025-Q4", "2025" (fiscal year), "2025-P10" (fiscal period) or "last-month", '
        "counted from the run's scheduled start.",
        json_schema_extra=_form(0),
    )
    entity: str = Field(
        "",
        description="Code of the reporting entity; empty for all of the books.",
        json_schema_extra=_form(1),
    )
    currency: str = Field(
        "",
        description="ISO 4217 code of the report; empty for the currency of the books.",
        json_schema_extra=_form(2),
    )
    revision: int = Field(
        1, ge=1, description="2 and up restate a pack that was already released.", json_schema_extra=_form(3)
    )
    fiscal_year_end: str = Field(
        "12-31",
        description='Month and day ("12-31"), or for 52/53-week years "last saturday of september" or '
        '"saturday nearest 01-31".',
        json_schema_extra=_form(4),
    )
    materiality: Materiality = Field(
        default_factory=Materiality, description="Which variances need an explanation.", json_schema_extra=_form(5)
    )
    as_of: date | None = Field(
        None, description="Date of the ageing; empty for the period's last day.", json_schema_extra=_form(6)
    )
    books: str = Field(
        "imported",
        description='Where the books are read: "imported", or the name of a books database block of the tenant.',
        json_schema_extra=_form(7),
    )
    distribution: str = Field(
        "finance",
        description="The group in the people file that receives the released pack.",
        json_schema_extra=_form(8),
    )
    business_day: int = Field(
        0,
        ge=0,
        le=20,
        description="Start on this business day after the period; 0 starts at once.",
        json_schema_extra=_form(9),
    )
    calendar: str = Field(
        "DE",
        description='Whose holidays count: a country or a part of one, such as "DE", "US" or "GB-ENG".',
        json_schema_extra=_form(10),
    )
    time_zone: str = Field("Europe/Berlin", description="Where the working day begins.", json_schema_extra=_form(11))

    @field_validator("period")
    @classmethod
    def _names_a_period(cls, period: str) -> str:
        from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
        from flows.financial_reporting.figures.periods import LAST_MONTH, named_span

        if period != LAST_MONTH:
            named_span(period, FiscalCalendar("12-31"))
        return period

    @field_validator("fiscal_year_end")
    @classmethod
    def _ends_a_year(cls, fiscal_year_end: str) -> str:
        from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar

        return FiscalCalendar(fiscal_year_end).year_end

    @field_validator("calendar")
    @classmethod
    def _has_holidays(cls, calendar: str) -> str:
        return HolidayCalendar(code=calendar).code

    @field_validator("time_zone")
    @classmethod
    def _is_a_time_zone(cls, time_zone: str) -> str:
        try:
            return ZoneInfo(time_zone).key
        except (ValueError, OSError, LookupError):
            raise ValueError(f"'{time_zone}' is no time zone: write a name such as Europe/Berlin or UTC") from None

    def resolved(self, scheduled: datetime) -> Self:
        """Return the brief with the period that "last-month" means for a run scheduled at `scheduled`."""
        from flows.financial_reporting.figures.periods import resolve_period

        return self.model_copy(
            update={"period": resolve_period(self.period, scheduled, self.time_zone, self.fiscal_year_end)}
        )

    def natural_key(self) -> dict[str, Any]:
        """Return what makes two closes the same case."""
        return {
            "entity": self.entity,
            "period": self.period,
            "currency": self.currency,
            "revision": self.revision,
        }
