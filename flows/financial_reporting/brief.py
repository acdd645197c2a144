"""What a person asks for when a period is to be reported, and what the flow gives back."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field


class Materiality(BaseModel, frozen=True, extra="forbid"):
    """When a variance needs an explanation: at least `amount` and at least `percent` of its base."""

    amount: Decimal = Field(Decimal(5000), ge=0, description="Smallest variance that matters, in the report's currency.")
    percent: Decimal = Field(Decimal(10), ge=0, description="Smallest variance that matters, in percent of the base.")


class ReportingBrief(BaseModel, frozen=True, extra="forbid"):
    """The report of one period of one entity."""

    period: str = Field(
        "last-month",
        description='"2025-10", "2025-Q4", "2025" (fiscal year), "2025-P10" (fiscal period) or "last-month", counted from the '
        "run's scheduled start.",
        json_schema_extra={"position": 0},
    )
    entity: str = Field("", description="Code of the reporting entity; empty for all of the books.", json_schema_extra={"position": 1})
    currency: str = Field("", description="ISO 4217 code of the report; empty for the currency of the books.", json_schema_extra={"position": 2})
    revision: int = Field(1, ge=1, description="2 and up restate a pack that was already released.", json_schema_extra={"position": 3})
    fiscal_year_end: str = Field(
        "12-31",
        description='Month and day ("12-31"), or for 52/53-week years "last saturday of september" or "saturday nearest 01-31".',
        json_schema_extra={"position": 4},
    )
    materiality: Materiality = Field(Materiality(), description="Which variances need an explanation.", json_schema_extra={"position": 5})
    as_of: date | None = Field(None, description="Date of the ageing; empty for the period's last day.", json_schema_extra={"position": 6})
    books: str = Field("imported", description="Where the books are read: the imported ones, or the name of a books database block.", json_schema_extra={"position": 7})
    distribution: str = Field("finance", description="The group in the people file that receives the released pack.", json_schema_extra={"position": 8})
