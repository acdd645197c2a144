"""A figure: one number that code computed, with the unit and the period that give it its meaning."""

from decimal import Decimal

from pydantic import BaseModel


class Figure(BaseModel, frozen=True, extra="forbid"):
    """One computed number, as agents are given it and as documents print it."""

    name: str
    """What it is, in the words of the report: "Net income", "Variance of 6100 Travel to budget"."""
    value: Decimal | None
    """None where undefined (a margin of no sales): never zero in its place."""
    unit: str
    """An ISO 4217 currency code, "percent", "days", "months", "count" or "ratio"."""
    period: str
    """The label of the period or date it holds for: "2025-10", "2025-Q3", "2025-10-31", "2025-10 YTD"."""
