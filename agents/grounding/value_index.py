"""Facts by unit and size, so that those that a number can be are found without reading them all."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Decimal

from agents.grounding.fact import Fact
from agents.grounding.quantities import Quantity

_DAYS = {"days": Decimal(1), "weeks": Decimal(7), "months": Decimal(365) / 12, "years": Decimal(365)}
_BARE = ""
"""The units that a number without a unit may stand for: all but percent, points and computed ratios."""


class ValueIndex:
    """Some facts, by unit and absolute value."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        rows: dict[str, list[tuple[Decimal, int, Fact]]] = {}
        for place, fact in enumerate(facts):
            row = (abs(fact.value), place, fact)
            rows.setdefault(fact.unit, []).append(row)
            if fact.unit in _DAYS:
                rows.setdefault("time", []).append((row[0] * _DAYS[fact.unit], place, fact))
            if fact.unit not in ("percent", "points", _BARE) and not (fact.unit == "ratio" and fact.kind == "result"):
                rows.setdefault(_BARE, []).append(row)
        self._rows = {unit: sorted(found, key=lambda row: row[:2]) for unit, found in rows.items()}
        self._values = {unit: [row[0] for row in found] for unit, found in self._rows.items()}

    def find(self, number: Quantity) -> list[Fact]:
        """Return the facts that have a number's unit, or one of time where it has one, and its value as rounded."""
        found = self._between(number.unit, number.low, number.high)
        if not found and number.unit in _DAYS:
            found = self._between("time", number.low * _DAYS[number.unit], number.high * _DAYS[number.unit])
        return [fact for _, _, fact in sorted(found, key=lambda row: row[1])]

    def _between(self, unit: str, low: Decimal, high: Decimal) -> list[tuple[Decimal, int, Fact]]:
        values = self._values.get(unit, [])
        return self._rows[unit][bisect_left(values, low) : bisect_right(values, high)] if values else []
