"""Charts as data: series of exact numbers over named categories."""

from decimal import Decimal
from itertools import accumulate
from typing import Literal

from pydantic import model_validator

from reports.text import Part

FLAT = 4
"""How many times its spread the lowest level of a waterfall must be, for its axis not to begin at nil."""


class Series(Part, frozen=True):
    name: str
    values: tuple[Decimal | None, ...]
    """One for each category; None leaves a gap."""


class Chart(Part, frozen=True):
    """A line, bar or waterfall chart with the words that stand in for it where it cannot be seen."""

    kind: Literal["chart"] = "chart"
    type: Literal["line", "bar", "waterfall"]
    title: str
    unit: str
    """An ISO 4217 currency code, or "percent", "days", "count"."""
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    """A waterfall has one series: its first and last value are levels, those between are changes."""
    axis: str = ""
    """What runs along the categories: "Month"."""
    description: str
    """What a reader should see in it, in one sentence; the alternative text."""

    @property
    def axis_start(self) -> Decimal:
        """Return where the axis of values begins: at nil, or below the levels of a waterfall that its steps dwarf."""
        if self.type != "waterfall":
            return Decimal(0)
        steps = [value or Decimal(0) for value in self.series[0].values]
        levels = [*accumulate(steps[:-1]), steps[-1]]
        low, spread = min(levels), max(levels) - min(levels)
        if not spread or low < FLAT * spread:
            return Decimal(0)
        unit = Decimal(1).scaleb(spread.adjusted())
        return (low - spread) // unit * unit

    @model_validator(mode="after")
    def _check(self) -> "Chart":
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise ValueError(
                    f"Series {series.name!r} of chart {self.title!r} has {len(series.values)} values: "
                    f"give one for each of its {len(self.categories)} categories."
                )
        if self.type == "waterfall" and not (
            len(self.series) == 1 and len(self.categories) > 2 and None not in self.series[0].values
        ):
            raise ValueError(f"Waterfall {self.title!r} needs one series of three or more values, none missing.")
        return self
