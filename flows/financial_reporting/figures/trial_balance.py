"""The trial balance: opening, debits, credits and closing of every account that is posted to."""

from decimal import Decimal

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO, Account
from flows.financial_reporting.figures.financial_figures import TrialBalance, TrialLine, Unclosed
from flows.financial_reporting.figures.view import View


def trial_balance(view: View) -> TrialBalance:
    """Return the period's trial balance, closing entries with it; accounts without any amount are left out.

    Balance sheet accounts open with all their history, income and expenses with the fiscal year alone: a year that
    was never closed does not reach them.
    """
    span, codes = view.period.span, view.chart.accounts
    opening = view.ledger.balances(codes, span.eve)
    year_start = view.ledger.balances(view.chart.of_type(*INCOME_TYPES), min(view.period.year_to_date.eve, span.eve))
    turnovers = {code: view.ledger.turnover(code, span) for code in codes}
    lines = (
        _line(view, account, opening[account.code] - year_start.get(account.code, ZERO), *turnovers[account.code])
        for account, _, _ in view.chart.placed
        if opening[account.code] or any(turnovers[account.code])
    )
    return TrialBalance(
        debit=view.sum(debit for debit, _ in turnovers.values()),
        credit=view.sum(credit for _, credit in turnovers.values()),
        lines=tuple(line for line in lines if line.opening or line.debit or line.credit),
        unclosed=_unclosed(view, view.ledger.total(year_start.values())),
    )


def _unclosed(view: View, left_out: Decimal) -> Unclosed | None:
    """Return the earlier years' earnings that stand on no account, None where equity accounts hold all earnings.

    `left_out` is what income and expenses open without, debit positive; closing entries of one side took a part of it
    over.
    """
    ledger, span = view.ledger, view.period.span
    if ledger.earnings_place == "in equity":
        return None
    opening = left_out - ledger.closed_on_one_side(span.eve)
    closing = left_out - ledger.closed_on_one_side(span.end)
    if not (opening or closing):
        return None
    return Unclosed(
        opening=view.shown(opening),
        debit=view.shown(max(closing - opening, ZERO)),
        credit=view.shown(max(opening - closing, ZERO)),
        closing=view.shown(closing),
    )


def _line(view: View, account: Account, opening: Decimal, debit: Decimal, credit: Decimal) -> TrialLine:
    return TrialLine(
        account=account.code,
        name=account.name,
        type=account.type,
        opening=view.shown(opening),
        debit=view.shown(debit),
        credit=view.shown(credit),
        closing=view.shown(opening + debit - credit),
    )
