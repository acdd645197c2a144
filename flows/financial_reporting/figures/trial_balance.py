"""The trial balance: opening, debits, credits and closing of every account that is posted to."""

from decimal import Decimal

from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO, Account
from flows.financial_reporting.figures.financial_figures import TrialBalance, TrialLine
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
