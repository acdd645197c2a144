"""A measure: one computed amount with what it is compared with, and every figure that follows from the two."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel

from agents.untrusted import Untrusted
from reports.figure import Figure

Basis = Literal["budget", "prior year"]


class Measure(BaseModel, frozen=True, extra="forbid"):
    """One line of the report for one period, with its budget and the same period a year before."""

    name: Annotated[str, Untrusted("books")]
    """As the report prints it: "Net income", "6100 Travel"."""
    value: Decimal
    unit: str
    """As `Figure.unit`."""
    period: str
    """As `Figure.period`."""
    budget: Decimal | None = None
    prior_year: Decimal | None = None
    prior_period: str = ""
    """The label of the period a year before."""
    good: Literal["up", "down", ""] = ""
    """The direction that is favourable: up for income and profit, down for expenses; empty where neither is."""

    def base(self, basis: Basis) -> Decimal | None:
        """Return what the value is compared with; None where there is none."""
        return self.budget if basis == "budget" else self.prior_year

    def difference(self, basis: Basis) -> Decimal | None:
        """Return value - base, positive above it."""
        base = self.base(basis)
        return None if base is None else self.value - base

    def percent(self, basis: Basis) -> Decimal | None:
        """Return the difference in percent of |base|; None for no base, a base of 0, and a measure in percent."""
        base, difference = self.base(basis), self.difference(basis)
        if difference is None or not base or self.unit == "percent":
            return None
        return (difference / abs(base) * 100).quantize(Decimal("0.0001"))

    def judgement(self, basis: Basis) -> Literal["favourable", "unfavourable", ""]:
        """Return whether the difference is good for the result; empty where there is none or neither is meant."""
        difference = self.difference(basis)
        if not difference or not self.good:
            return ""
        return "favourable" if (difference > 0) == (self.good == "up") else "unfavourable"

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Return the value, its bases, and the differences to them in amount and percent, each as a figure."""
        return (
            Figure(name=self.name, value=self.value, unit=self.unit, period=self.period),
            *self._compared("budget", f"Budget of {self.name}", f"Variance of {self.name} to budget", self.period),
            *self._compared("prior year", self.name, f"Change of {self.name} on the prior year", self.prior_period),
        )

    def _compared(self, basis: Basis, base_name: str, difference_name: str, base_period: str) -> tuple[Figure, ...]:
        base, difference, percent = self.base(basis), self.difference(basis), self.percent(basis)
        if base is None or difference is None:
            return ()
        judgement = self.judgement(basis)
        name = f"{difference_name}, {judgement}" if judgement else difference_name
        unit = "points" if self.unit == "percent" else self.unit
        found = (
            Figure(name=base_name, value=base, unit=self.unit, period=base_period or self.period),
            Figure(name=name, value=difference, unit=unit, period=self.period),
        )
        if percent is None:
            return found
        return (*found, Figure(name=name, value=percent, unit="percent", period=self.period))
