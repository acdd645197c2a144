"""The retained earnings roll-forward: opening + net income - dividends + adjustments = closing.

Retained earnings here are all earnings kept: the equity accounts marked for them (or posted to by closing entries),
dividends declared, and what is not yet closed to equity, the current year's earnings included.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from flows.financial_reporting.figures.chart import ZERO
from flows.financial_reporting.figures.financial_figures import RetainedEarnings
from flows.financial_reporting.figures.view import View


def retained_earnings(view: View) -> RetainedEarnings | None:
    """Return the period's roll-forward, or None where no account says where retained earnings stand.

    `closing` comes from balances, the other parts from postings without closing entries, so that they prove each
    other. Closing balances alone do not tell dividends from other movements: all but those of dividend accounts are
    adjustments there.
    """
    span = view.period.span
    opening, closing = _kept(view, span.eve), _kept(view, span.end)
    if opening is None or closing is None:
        return None
    net_income = view.ledger.net_income(span)
    dividends = _movement(view, _dividend_accounts(view))
    adjustments = -_movement(view, set(retained_accounts(view)) - set(_dividend_accounts(view)))
    if view.ledger.earnings_place == "in equity":
        adjustments = closing - opening - net_income + dividends
    return RetainedEarnings(
        opening=view.shown(opening),
        net_income=view.shown(net_income),
        dividends=view.shown(dividends),
        adjustments=view.shown(adjustments),
        closing=view.shown(closing),
    )


def retained_accounts(view: View) -> list[str]:
    """Return the equity accounts for retained earnings and dividends, and those that closing entries post to."""
    marked = set(view.chart.on_lines(("retained_earnings", "dividends"), ("equity",)))
    closed_to = view.ledger.series["closing"]
    return [code for code in view.chart.of_type("equity") if code in marked or any(closed_to.get(code, ()))]


def current_accounts(view: View) -> list[str]:
    """Return the equity accounts that hold the current year's earnings."""
    return view.chart.on_lines(("current_year_earnings",), ("equity",))


def held(view: View, codes: Iterable[str], day: date) -> Decimal | None:
    """Return the credit balance of `codes` at `day`, None where there are none."""
    accounts = list(codes)
    return -view.ledger.total(view.ledger.balance(code, day) for code in accounts) if accounts else None


def _kept(view: View, day: date) -> Decimal | None:
    if view.ledger.earnings_place == "in equity":
        return held(view, [*retained_accounts(view), *current_accounts(view)], day)
    return (held(view, retained_accounts(view), day) or ZERO) + view.ledger.earnings(day)


def _dividend_accounts(view: View) -> list[str]:
    return view.chart.on_lines(("dividends",), ("equity",))


def _movement(view: View, codes: Iterable[str]) -> Decimal:
    """Return the debit movement of equity accounts, closing entries left out."""
    span, ledger = view.period.span, view.ledger
    return ledger.total(
        ledger.balance(code, span.end) - ledger.balance(code, span.eve) - ledger.closing_entries(code, span)
        for code in codes
    )
