"""Movements of accounts between the days that a report asks about, and their running totals."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple, TypeVar

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO, Chart

Key = TypeVar("Key")
MEASURES = ("net", "debit", "closing", "foreign", "revaluation", "flow")
Series = Mapping[str, list[Decimal]]
"""By account: cumulative, one amount for each cut."""


class Movement(NamedTuple):
    """What one account moved by between two cuts."""

    account: str
    department: str | None
    bucket: int
    """The position of the first cut on or after the posting's date."""
    net: Decimal
    debit: Decimal
    closing: Decimal
    """The part of `net` that closing entries posted."""
    foreign: Decimal = ZERO
    """In the account's own currency, where that is not the currency of the books."""
    revaluation: Decimal = ZERO
    """Posted to a foreign-currency account in the currency of the books alone."""

    @property
    def flow(self) -> Decimal:
        """`net` without closing entries."""
        return self.net - self.closing


class EquityPosting(NamedTuple):
    """What an equity account moved by on one day, closing entries left out."""

    account: str
    day: date
    amount: Decimal


def cumulative(movements: Iterable[Movement], length: int) -> dict[str, dict[str, list[Decimal]]]:
    """Return running totals over `length` cuts, by measure and account."""
    steps: dict[str, dict[str, list[Decimal]]] = {measure: {} for measure in MEASURES}
    for movement in movements:
        for measure, amount in zip(MEASURES, (*movement[3:], movement.flow), strict=True):
            if amount:
                steps[measure].setdefault(movement.account, [ZERO] * length)[movement.bucket] += amount
    return {measure: running(by_account) for measure, by_account in steps.items()}


def cumulative_by_department(
    movements: Iterable[Movement], length: int, chart: Chart
) -> dict[tuple[str, str | None], list[Decimal]]:
    """Return running totals without closing entries by account and department, of income and expenses."""
    steps: dict[tuple[str, str | None], list[Decimal]] = {}
    for movement in movements:
        if chart.accounts[movement.account].type in INCOME_TYPES:
            values = steps.setdefault((movement.account, movement.department), [ZERO] * length)
            values[movement.bucket] += movement.flow
    return running(steps)


def running(steps: Mapping[Key, list[Decimal]]) -> dict[Key, list[Decimal]]:
    """Return the running totals of each list."""
    return {key: list(accumulate(values)) for key, values in steps.items()}
