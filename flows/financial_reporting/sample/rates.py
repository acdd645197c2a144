"""Give the exchange rates of the sample company: invented, in the range of recent years."""

from datetime import date
from decimal import Decimal
from random import Random

from flows.financial_reporting.sample.months import month_end, months

PLACES = Decimal("0.0001")
START = {"USD": Decimal("0.9050"), "GBP": Decimal("1.1540")}
DRIFT = {"USD": Decimal("-0.0013"), "GBP": Decimal("0.0004")}
"""Change of the rate a month, before chance."""
DAY_BEFORE = date(2023, 12, 31)


class Rates:
    """Euros for one US dollar or pound: at each month's end and on average over the month."""

    def __init__(self, dice: Random) -> None:
        self.closing: dict[tuple[str, date], Decimal] = {}
        self.average: dict[tuple[str, date], Decimal] = {}
        for currency, rate in START.items():
            self.closing[currency, DAY_BEFORE] = self.average[currency, DAY_BEFORE] = before = rate
            for first in months():
                step = DRIFT[currency] + Decimal(round(dice.uniform(-0.006, 0.006), 4))
                closing = (before + step).quantize(PLACES)
                self.closing[currency, month_end(first)] = closing
                self.average[currency, month_end(first)] = ((before + closing) / 2).quantize(PLACES)
                before = closing

    def booking(self, currency: str, day: date) -> Decimal:
        """Return the rate at which the company books on `day`: the month's average, 1 for the euro."""
        return self.average[currency, month_end(day)] if currency else Decimal(1)

    def rows(self) -> list[tuple[date, str, str, Decimal, str]]:
        """Return the rows of `fx_rates`: date, from, to, rate, kind."""
        kinds = (("closing", self.closing), ("average", self.average))
        return sorted(
            (day, currency, "EUR", rate, kind) for kind, table in kinds for (currency, day), rate in table.items()
        )
