"""The ledger of a report: balances and flows of every account between the days that the report asks about.

Amounts are debit positive and exact, in the currency of the books. All days are ends of days.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Literal, NamedTuple

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO, Chart
from flows.financial_reporting.figures.financial_figures import AccountType
from flows.financial_reporting.figures.fiscal_calendar import Span
from flows.financial_reporting.figures.movements import EquityPosting, Series

EarningsPlace = Literal["apart", "this year apart", "in equity"]
"""Where the books keep earnings. "apart": equity accounts hold what closing entries brought there, income accounts
the rest (a journal). "this year apart": equity accounts hold all earlier years (closing balances of a system that
closes its years); what they take over of the year before counts as a closing entry, so that no flow holds it.
"in equity": equity accounts hold the current year too."""


class Scope(NamedTuple):
    """Whose postings a ledger takes, and how fine."""

    entity: str
    """"" for all of the books."""
    home: str
    """The currency of the books, "" where nothing says it."""
    by_department: bool
    """Whether departments are kept apart; without it all of them are None."""


@dataclass
class Ledger:
    """Cumulative amounts of every account at the end of each cut day."""

    chart: Chart
    cuts: list[date]
    series: Mapping[str, Series]
    """By measure and account: cumulative, one amount for each cut."""
    departments: Mapping[tuple[str, str | None], list[Decimal]]
    """By account and department: cumulative without closing entries; income and expenses only."""
    equity_postings: Callable[[], Iterable[EquityPosting]]
    """Reads what a translation needs."""
    first: date
    """The first day with a posting."""
    last: date
    quiet: timedelta = timedelta(0)
    """How long the books may have begun before `first` without a posting."""
    earnings_place: EarningsPlace = "apart"
    balances_dated: Mapping[date, date] = field(default_factory=dict)
    """Where balances are given instead of postings: by cut, the day of the balances that hold there."""
    year_starts: Mapping[date, date] = field(default_factory=dict)
    """Where balances are given: by cut, the eve of the fiscal year that the balances holding there are of."""

    def __post_init__(self) -> None:
        self._at = {day: position for position, day in enumerate(self.cuts)}

    def balance(self, account: str, day: date) -> Decimal:
        """Return everything posted to `account` up to `day`, closing entries with it."""
        return self._value("net", account, day)

    def balances(self, codes: Iterable[str], day: date) -> dict[str, Decimal]:
        """Return the balance of each of `codes` at `day`."""
        at, series = self._at[day], self.series["net"]
        return {code: values[at] if (values := series.get(code)) else ZERO for code in codes}

    def flow(self, account: str, span: Span) -> Decimal:
        """Return what `account` moved by within `span`, closing entries left out."""
        return self._between("flow", account, span)

    def flows(self, types: Iterable[AccountType], span: Span) -> dict[str, Decimal]:
        """Return the flow of every account of `types` within `span`."""
        start, end, series = self._at[span.eve], self._at[span.end], self.series["flow"]
        return {
            code: values[end] - values[start] if (values := series.get(code)) else ZERO
            for code in self.chart.of_type(*types)
        }

    def flow_of(self, type_: AccountType, span: Span) -> Decimal:
        """Return the flow of all accounts of one type together."""
        values = self._flows_by_type[type_]
        return values[self._at[span.end]] - values[self._at[span.eve]]

    @cached_property
    def _flows_by_type(self) -> dict[AccountType, list[Decimal]]:
        nothing = [ZERO] * len(self.cuts)
        return {
            type_: [
                self.total(amounts)
                for amounts in zip(nothing, *(self.series["flow"].get(code, nothing) for code in codes), strict=True)
            ]
            for type_, codes in self.chart.by_type.items()
        }

    def closing_entries(self, account: str, span: Span) -> Decimal:
        """Return what closing entries posted to `account` within `span`."""
        return self._between("closing", account, span)

    def closed_on_one_side(self, day: date) -> Decimal:
        """Return what closing entries up to `day` come to, debit positive: nil but in "this year apart"."""
        return self.total(values[self._at[day]] for values in self.series["closing"].values())

    def turnover(self, account: str, span: Span) -> tuple[Decimal, Decimal]:
        """Return the debits and credits within `span`, both positive, closing entries with them."""
        debit = self._between("debit", account, span)
        return debit, debit - self._between("net", account, span)

    def moved(self, account: str, span: Span) -> bool:
        """Whether anything was posted to `account` within `span`."""
        return any(self.turnover(account, span))

    def foreign_balance(self, account: str, day: date) -> Decimal:
        """Return the balance of a foreign-currency account in its own currency."""
        return self._value("foreign", account, day)

    def revaluation(self, account: str, span: Span) -> Decimal:
        """Return what was posted to a foreign-currency account in the currency of the books alone."""
        return self._between("revaluation", account, span)

    def flow_by_department(self, span: Span) -> dict[tuple[str, str | None], Decimal]:
        """Return the flow of each income and expense account by department."""
        start, end = self._at[span.eve], self._at[span.end]
        return {key: values[end] - values[start] for key, values in self.departments.items()}

    def net_income(self, span: Span) -> Decimal:
        """Return income less expenses within `span`, from the postings to those accounts alone."""
        return -self.flow_of("income", span) - self.flow_of("expense", span)

    def earnings(self, day: date) -> Decimal:
        """Return the earnings up to `day` that are equity but stand on no equity account, positive for a profit."""
        if self.earnings_place == "in equity":
            return ZERO
        codes = self.chart.of_type(*INCOME_TYPES)
        held = -self.total(self.balance(code, day) for code in codes)
        if self.earnings_place == "apart":
            return held
        return held + self.total(self.balance(code, self.year_starts[day]) for code in codes)

    def translation_adjustment(self, day: date) -> Decimal:
        """Return the cumulative translation adjustment: none where nothing is translated."""
        return ZERO

    def residue(self, residue: Decimal, day: date) -> Decimal:
        """Return an amount of the books' currency as of `day` in the currency of the report."""
        return residue

    def at_average(self, amount: Decimal, day: date) -> Decimal:
        """Return an amount of the books' currency that accrues in the month of `day` in the report's currency."""
        return amount

    def translation_of_cash(self, codes: Iterable[str], span: Span) -> Decimal:
        """Return what translation alone did to cash within `span`."""
        return ZERO

    def reaches(self, span: Span) -> bool:
        """Whether the books begin before the end of `span`."""
        return self.first < span.stop

    def covers(self, span: Span) -> bool:
        """Whether the books begin by the first day of `span`."""
        return self.first - self.quiet <= span.start

    @staticmethod
    def total(amounts: Iterable[Decimal]) -> Decimal:
        """Return the sum, a Decimal also where there is nothing to add."""
        return sum(amounts, ZERO)

    def _value(self, measure: str, account: str, day: date) -> Decimal:
        values = self.series[measure].get(account)
        return values[self._at[day]] if values else ZERO

    def _between(self, measure: str, account: str, span: Span) -> Decimal:
        values = self.series[measure].get(account)
        return values[self._at[span.end]] - values[self._at[span.eve]] if values else ZERO
