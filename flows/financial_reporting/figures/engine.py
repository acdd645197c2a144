"""The figures of one or many periods, from the books: pure, exact, one aggregation over the journal."""

from collections.abc import Sequence
from datetime import date
from decimal import localcontext
from typing import TYPE_CHECKING

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.figures.close import Close
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
from flows.financial_reporting.figures.inputs import read_inputs
from flows.financial_reporting.figures.open_items import invoice_currencies
from flows.financial_reporting.figures.periods import reporting_period

if TYPE_CHECKING:
    from flows.financial_reporting.books.books import Books


class CurrencyUnknown(LookupError):
    """The brief asks for a currency, and nothing says which one the amounts of the books are in."""


PRECISION = 60
"""Decimal digits inside the engine: enough for any amount at any rate to stay exact."""


def financial_figures(books: "Books", brief: ReportingBrief, *, today: date) -> FinancialFigures:
    """Return every figure of one period; see `financial_figures_of`."""
    return financial_figures_of(books, [brief], today=today)[0]


def financial_figures_of(books: "Books", briefs: Sequence[ReportingBrief], *, today: date) -> list[FinancialFigures]:
    """Return the figures of each brief, in order, from one aggregation of the journal (one per entity asked for).

    `today` caps the ageing's date and tells whether the period is over. Raise `PeriodUnknown`,
    `FiscalYearEndUnknown`, `EntityUnknown` or `CurrencyUnknown` for a brief that makes no sense on these books, and
    `RateMissing` where a translation lacks a rate.
    """
    figures: dict[int, FinancialFigures] = {}
    with localcontext(prec=PRECISION):
        for scope in dict.fromkeys(_scope(books, brief) for brief in briefs):
            chosen = {place: brief for place, brief in enumerate(briefs) if _scope(books, brief) == scope}
            figures |= _figures(books, chosen, *scope, today=today)
    return [figures[place] for place in range(len(briefs))]


def _scope(books: "Books", brief: ReportingBrief) -> tuple[str, str, str]:
    return brief.fiscal_year_end, brief.entity, home_currency(books, brief)


def home_currency(books: "Books", brief: ReportingBrief) -> str:
    """Return the currency of the books: their own, of invoices alone the one that all of them name, else the brief's.

    "" where none is said; raise `CurrencyUnknown` where the brief asks for one and amounts are in no known one.
    """
    if books.currency:
        return books.currency
    named = invoice_currencies(books)
    accounts = {"journal", "trial_balances", "budget"} & books.tables
    if brief.currency and (accounts or "" in named):
        raise CurrencyUnknown(
            f"The brief asks for {brief.currency}, and the books name no currency: add the one that their amounts are "
            f"in, such as `currency: {brief.currency}`, to books.yaml or the mapping file and import them again, or to "
            "the block of a books database; or leave the brief's currency empty."
        )
    return named[0] if len(named) == 1 and not accounts else brief.currency


def _figures(
    books: "Books", briefs: dict[int, ReportingBrief], fiscal_year_end: str, entity: str, home: str, *, today: date
) -> dict[int, FinancialFigures]:
    calendar = FiscalCalendar(fiscal_year_end)
    periods = {place: reporting_period(brief.period, calendar) for place, brief in briefs.items()}
    translating = any(brief.currency not in ("", home) for brief in briefs.values())
    inputs = read_inputs(books, list(periods.values()), calendar, entity, home, translating=translating)
    return {place: Close(inputs, brief, periods[place], today).figures() for place, brief in briefs.items()}
