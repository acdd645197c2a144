"""Trial balances as they are given: movements and closing balances by account, department and entity."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

Key = tuple[str, str | None, str | None]
"""Account, department and entity."""


class Given(NamedTuple):
    """One amount of a trial balance, debit positive."""

    account: str
    department: str | None
    entity: str | None
    date: date
    kind: str
    """"movement" or "closing"."""
    amount: Decimal


@dataclass(frozen=True)
class Closings:
    """The closing balances of one entity, by day."""

    entity: str | None
    days: list[date]
    amounts: dict[date, dict[Key, Decimal]]

    def at(self, day: date) -> dict[Key, Decimal]:
        """Return the latest balances up to `day`."""
        dated = self.dated(day)
        return {} if dated is None else self.amounts[dated]

    def dated(self, day: date) -> date | None:
        """Return the day of the latest balances up to `day`."""
        position = bisect_right(self.days, day)
        return self.days[position - 1] if position else None


def closing_balances(rows: Iterable[Given]) -> list[Closings]:
    """Return the closing balances among `rows` by entity."""
    entities: dict[str | None, dict[date, dict[Key, Decimal]]] = {}
    for row in rows:
        if row.kind == "closing":
            key = (row.account, row.department, row.entity)
            entities.setdefault(row.entity, {}).setdefault(row.date, {})[key] = row.amount
    return [Closings(entity, sorted(days), days) for entity, days in entities.items()]
