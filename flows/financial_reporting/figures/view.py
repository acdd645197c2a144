"""What statements are drawn from: one ledger, one period, one currency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from flows.financial_reporting.figures.chart import ZERO, Chart
from flows.financial_reporting.figures.ledger import Ledger
from flows.financial_reporting.figures.periods import ReportingPeriod

_UNITS = tuple(Decimal(1).scaleb(-places) for places in range(5))
PERCENT_STEP = Decimal("0.000001")
"""Ratios and percentages are given to six decimals; the pack prints fewer."""


Amounts = Mapping[str, Decimal]
"""By account, signed by the account's own type."""


@dataclass(frozen=True)
class View:
    """The figures' common ground."""

    ledger: Ledger
    period: ReportingPeriod
    decimals: int
    """Of the report's currency: JPY 0, EUR 2, KWD 3."""

    @property
    def chart(self) -> Chart:
        """The accounts."""
        return self.ledger.chart

    def shown(self, amount: Decimal) -> Decimal:
        """Return an exact amount as the figures give it, with the currency's decimals or more."""
        return shown(amount, self.decimals)

    def sum(self, amounts: Iterable[Decimal]) -> Decimal:
        """Return the exact sum of `amounts`, as shown."""
        return self.shown(sum(amounts, ZERO))


def shown(amount: Decimal, decimals: int) -> Decimal:
    """Return an exact amount with at least `decimals` places: books may hold fractions of the smallest unit."""
    short = amount.quantize(_UNITS[decimals])
    return short + ZERO if short == amount else amount.normalize()


def percent(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return `part` in percent of the magnitude of `whole`, None where `whole` is zero."""
    return (part / abs(whole) * 100).quantize(PERCENT_STEP) if whole else None


def ratio(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return `part` / `whole`, None unless `whole` is positive."""
    return (part / whole).quantize(PERCENT_STEP) if whole > 0 else None
