"""Translation of a ledger into a reporting currency: the current-rate method.

Assets and liabilities are taken at the closing rate of the balance sheet's day, income and expenses at the average
rate of their month, equity at the closing rate of each posting's day. What differs is the cumulative translation
adjustment (CTA). It is computed from equity and the rates, not as assets less the rest, so that the balance sheet's
check still proves something.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import accumulate, pairwise
from typing import TypeVar

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO
from flows.financial_reporting.figures.fiscal_calendar import Span, add_months, month_of
from flows.financial_reporting.figures.ledger import Ledger
from flows.financial_reporting.figures.movements import MEASURES, EquityPosting, running
from flows.financial_reporting.figures.rates import RateMissing, Rates

Key = TypeVar("Key")
Rate = Callable[[date], Decimal]


@dataclass(kw_only=True)
class TranslatedLedger(Ledger):
    """A ledger in another currency, made by `translated`.

    Closing entries vanish in it: both of their sides are earnings.
    """

    source: Ledger
    closing_rate: Rate
    average_rate: Rate

    def balance(self, account: str, day: date) -> Decimal:
        """Return the balance at `day`, by the rate that the account's type takes."""
        if self.chart.accounts[account].type in ("asset", "liability"):
            amount = self.source.balance(account, day)
            return amount * self.closing_rate(day) if amount else ZERO
        return super().balance(account, day)

    def balances(self, codes: Iterable[str], day: date) -> dict[str, Decimal]:
        """Return the balance of each of `codes` at `day`, by the rates that their types take."""
        return {code: self.balance(code, day) for code in codes}

    def translation_adjustment(self, day: date) -> Decimal:
        """Return the CTA at `day`: equity and earnings at the closing rate less at the rates they came in at."""
        untranslated = self._equity(self.source, day)
        return (untranslated * self.closing_rate(day) if untranslated else ZERO) - self._equity(self, day)

    def residue(self, residue: Decimal, day: date) -> Decimal:
        """Return an amount of the books' currency at the closing rate of `day`."""
        return residue * self.closing_rate(day) if residue else ZERO

    def at_average(self, amount: Decimal, day: date) -> Decimal:
        """Return an amount of the books' currency at the average rate of the month of `day`."""
        return amount * self.average_rate(day) if amount else ZERO

    def translation_of_cash(self, codes: Iterable[str], span: Span) -> Decimal:
        """Return what cash changed by beyond its flows at average rates."""
        return self.total(
            self.balance(code, span.end) - self.balance(code, span.eve) - self.flow(code, span) for code in codes
        )

    @staticmethod
    def _equity(ledger: Ledger, day: date) -> Decimal:
        accounts = ledger.chart.of_type("equity")
        return ledger.earnings(day) - ledger.total(ledger.balance(code, day) for code in accounts)


def translated(ledger: Ledger, rates: Rates, currency: str, target: str) -> TranslatedLedger:
    """Return `ledger` in `target`; its cuts must hold the end of every month (`month_ends`).

    Raise `RateMissing` where a rate that some amount needs is not there.
    """

    @cache
    def average(day: date) -> Decimal:
        return rates.average_rate(currency, target, day)

    @cache
    def historical(day: date) -> Decimal:
        try:
            return rates.closing_rate(currency, target, day)
        except RateMissing:
            return average(day)

    flows = _at_rates(ledger.series["flow"], ledger.cuts, average)
    earned = {code: values for code, values in flows.items() if ledger.chart.accounts[code].type in INCOME_TYPES}
    equity = _equity_at_rates(ledger.equity_postings(), ledger.cuts, historical)
    kept = {each.name: getattr(ledger, each.name) for each in fields(Ledger)}
    return TranslatedLedger(
        **kept
        | {
            "series": {measure: {} for measure in MEASURES}
            | {
                "net": earned | equity,
                "flow": flows,
                "foreign": ledger.series["foreign"],
                "revaluation": _at_rates(ledger.series["revaluation"], ledger.cuts, average),
            },
            "departments": _at_rates(ledger.departments, ledger.cuts, average),
        },
        source=ledger,
        closing_rate=cache(lambda day: rates.closing_rate(currency, target, day)),
        average_rate=average,
    )


def month_ends(first: date, last: date) -> Iterator[date]:
    """Yield the end of every month from `first` to the last one up to `last`."""
    month = month_of(first)
    while month.end <= last:
        yield month.end
        month = month_of(add_months(month.start, 1))


def _at_rates(series: Mapping[Key, list[Decimal]], cuts: list[date], rate: Rate) -> dict[Key, list[Decimal]]:
    """Return running totals with each step at the rate of the cut that ends it."""
    return {key: list(accumulate(_steps_at_rates(values, cuts, rate))) for key, values in series.items()}


def _steps_at_rates(values: list[Decimal], cuts: list[date], rate: Rate) -> Iterator[Decimal]:
    for cut, (before, after) in zip(cuts, pairwise([ZERO, *values]), strict=True):
        yield (after - before) * rate(cut) if after != before else ZERO


def _equity_at_rates(postings: Iterable[EquityPosting], cuts: list[date], rate: Rate) -> dict[str, list[Decimal]]:
    steps: dict[str, list[Decimal]] = {}
    for posting in postings:
        values = steps.setdefault(posting.account, [ZERO] * len(cuts))
        values[bisect_left(cuts, posting.day)] += posting.amount * rate(posting.day)
    return running(steps)
