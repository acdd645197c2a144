"""Translation of a ledger into a reporting currency: the current-rate method.

Assets and liabilities are taken at the closing rate of the balance sheet's day, income and expenses at the average
rate of their month, equity at the closing rate of each posting's day. What differs is the cumulative translation
adjustment (CTA). It is computed from equity and the rates, not as assets less the rest, so that the balance sheet's
check still proves something.

Each account is rounded to the smallest unit, and totals are sums of what was rounded: statements add up. What
rounding leaves is part of the CTA, in the cash flow of the exchange-rate effect.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache, cached_property

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO
from flows.financial_reporting.figures.fiscal_calendar import Span, add_months, month_of
from flows.financial_reporting.figures.ledger import Ledger
from flows.financial_reporting.figures.movements import MEASURES, EquityPosting, running
from flows.financial_reporting.figures.rates import RateMissing, Rates
from reports.money import minor_units, rounded

Rate = Callable[[date], Decimal]
AT_CLOSING_RATE = ("asset", "liability")
"""The account types that the current-rate method takes at the closing rate: inventories and machines too."""


@dataclass(kw_only=True)
class TranslatedLedger(Ledger):
    """A ledger in another currency, made by `translated`; its series hold income, expenses and equity alone.

    Closing entries vanish in it: both of their sides are earnings.
    """

    source: Ledger
    closing_rate: Rate
    average_rate: Rate
    places: int
    """Decimals of the report's currency."""

    def balance(self, account: str, day: date) -> Decimal:
        """Return the balance at `day`, by the rate that the account's type takes."""
        if self.chart.accounts[account].type in AT_CLOSING_RATE:
            return self._at_closing(self.source.balance(account, day), day)
        return super().balance(account, day)

    def balances(self, codes: Iterable[str], day: date) -> dict[str, Decimal]:
        """Return the balance of each of `codes` at `day`, by the rates that their types take."""
        return {code: self.balance(code, day) for code in codes}

    def flow(self, account: str, span: Span) -> Decimal:
        """Return what `account` moved by within `span` at average rates, closing entries left out.

        Raise `RateMissing` where a month of the span lacks its rate, and the account moved in it.
        """
        if self.chart.accounts[account].type in INCOME_TYPES:
            return super().flow(account, span)
        return self._between_at_average(self.source.series["flow"].get(account), span)

    def revaluation(self, account: str, span: Span) -> Decimal:
        """Return what was posted to a foreign-currency account in the books' currency alone, at average rates."""
        return self._between_at_average(self.source.series["revaluation"].get(account), span)

    def moved(self, account: str, span: Span) -> bool:
        """Whether anything was posted to `account` within `span`."""
        return self.source.moved(account, span)

    def translation_adjustment(self, day: date) -> Decimal:
        """Return the CTA at `day`: equity and earnings at the closing rate less at the rates they came in at.

        The rounding of assets and liabilities is in it.
        """
        untranslated = self._equity(self.source, day)
        exact = untranslated * self.closing_rate(day) if untranslated else ZERO
        rounding = self.total(self._rounding(code, day) for code in self.chart.of_type(*AT_CLOSING_RATE))
        return rounded(exact - self._equity(self, day) + rounding, self.places)

    def residue(self, residue: Decimal, day: date) -> Decimal:
        """Return an amount of the books' currency at the closing rate of `day`."""
        return self._at_closing(residue, day)

    def at_average(self, amount: Decimal, day: date) -> Decimal:
        """Return an amount of the books' currency at the average rate of the month of `day`."""
        return rounded(amount * self.average_rate(day), self.places) if amount else ZERO

    def translation_of_cash(self, codes: Iterable[str], span: Span) -> Decimal:
        """Return what cash changed by beyond its flows at average rates, and what rounding left of all flows."""
        beyond = (self.balance(code, span.end) - self.balance(code, span.eve) - self.flow(code, span) for code in codes)
        flows = self.total(self.flow(code, span) for code in self.chart.accounts)
        return self.total(beyond) + flows - self._between_at_average(self._unbalanced_flows, span)

    @cached_property
    def _unbalanced_flows(self) -> list[Decimal]:
        """All flows of the books together, untranslated: zero at every cut where every entry balances."""
        return [self.total(amounts) for amounts in zip(*self.source.series["flow"].values(), strict=True)]

    def _at_closing(self, amount: Decimal, day: date) -> Decimal:
        return rounded(amount * self.closing_rate(day), self.places) if amount else ZERO

    def _rounding(self, code: str, day: date) -> Decimal:
        amount = self.source.balance(code, day)
        return self._at_closing(amount, day) - amount * self.closing_rate(day) if amount else ZERO

    def _between_at_average(self, values: Sequence[Decimal] | None, span: Span) -> Decimal:
        """Return what running totals move by within `span`, reading no rate of a month before the span's first."""
        if not values:
            return ZERO
        eve, end = self._at[span.eve], self._at[span.end]
        first = bisect_right(self.cuts, month_of(span.start).eve)
        before = values[first - 1] if first else ZERO
        days = self.cuts[first : end + 1]
        at_rates = at_monthly_rates(
            days, [value - before for value in values[first : end + 1]], self.average_rate, self.places
        )
        return at_rates[-1] - (at_rates[eve - first] if eve >= first else ZERO)

    @staticmethod
    def _equity(ledger: Ledger, day: date) -> Decimal:
        accounts = ledger.chart.of_type("equity")
        return ledger.earnings(day) - ledger.total(ledger.balance(code, day) for code in accounts)


def translated(ledger: Ledger, rates: Rates, currency: str, target: str) -> TranslatedLedger:
    """Return `ledger` in `target`; its cuts must hold the end of every month (`month_ends`).

    Raise `RateMissing` where a rate that income, expenses or equity need is not there.
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

    places = minor_units(target)
    departments = {
        key: at_monthly_rates(ledger.cuts, values, average, places) for key, values in ledger.departments.items()
    }
    earned = _by_account(departments)
    equity = _equity_at_rates(ledger.equity_postings(), ledger.cuts, historical, places)
    kept = {each.name: getattr(ledger, each.name) for each in fields(Ledger)}
    series = {measure: {} for measure in MEASURES}
    series |= {"net": earned | equity, "flow": earned, "foreign": ledger.series["foreign"]}
    place = "in equity" if ledger.earnings_place == "in equity" else "apart"
    return TranslatedLedger(
        **kept | {"series": series, "departments": departments, "earnings_place": place},
        source=ledger,
        closing_rate=cache(lambda day: rates.closing_rate(currency, target, day)),
        average_rate=average,
        places=places,
    )


def month_ends(first: date, last: date) -> Iterator[date]:
    """Yield the end of every month from `first` to the last one up to `last`."""
    month = month_of(first)
    while month.end <= last:
        yield month.end
        month = month_of(add_months(month.start, 1))


def at_monthly_rates(days: Sequence[date], running: Sequence[Decimal], rate: Rate, places: int) -> list[Decimal]:
    """Return running totals at the rate of each month, in whole units of `places` decimals.

    A month's total is rounded once: what stands before its end is rounded on the way, and adds up to it. `days` are
    in order and hold the last day on which each month's total changed.
    """
    translated: list[Decimal] = []
    before, month = (ZERO, ZERO), (0, 0)
    for position, (day, total) in enumerate(zip(days, running, strict=True)):
        if (day.year, day.month) != month:
            month = (day.year, day.month)
            before = (running[position - 1], translated[-1]) if position else (ZERO, ZERO)
        part = total - before[0]
        translated.append(before[1] + (rounded(part * rate(day), places) if part else ZERO))
    return translated


def _by_account(departments: Mapping[tuple[str, str | None], list[Decimal]]) -> dict[str, list[Decimal]]:
    accounts: dict[str, list[list[Decimal]]] = {}
    for (account, _), values in departments.items():
        accounts.setdefault(account, []).append(values)
    return {account: [sum(each, ZERO) for each in zip(*lists, strict=True)] for account, lists in accounts.items()}


def _equity_at_rates(
    postings: Iterable[EquityPosting], cuts: list[date], rate: Rate, places: int
) -> dict[str, list[Decimal]]:
    steps: dict[str, list[Decimal]] = {}
    for posting in postings:
        values = steps.setdefault(posting.account, [ZERO] * len(cuts))
        values[bisect_left(cuts, posting.day)] += rounded(posting.amount * rate(posting.day), places)
    return running(steps)
