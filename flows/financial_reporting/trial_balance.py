"""The trial balance: opening, debits, credits and closing of every account that is posted to."""

from decimal import Decimal

from flows.financial_reporting.chart import INCOME_TYPES, Account
from flows.financial_reporting.figures import TrialBalance, TrialLine
from flows.financial_reporting.view import View


def trial_balance(view: View) -> TrialBalance:
    """Return the period's trial balance, closing entries with it; accounts without any amount are left out.

    Balance sheet accounts open with all their history, income and expenses with the fiscal year alone: a year that
    was never closed does not reach them.
    """
    span = view.period.span
    turnovers = {code: view.ledger.turnover(code, span) for code in view.chart.accounts}
    lines = (_line(view, place.account, *turnovers[place.account.code]) for place in view.chart.placed)
    return TrialBalance(
        debit=view.sum(debit for debit, _ in turnovers.values()),
        credit=view.sum(credit for _, credit in turnovers.values()),
        lines=tuple(line for line in lines if line.opening or line.debit or line.credit),
    )


def _line(view: View, account: Account, debit: Decimal, credit: Decimal) -> TrialLine:
    opening = view.ledger.balance(account.code, view.period.span.eve)
    if account.type in INCOME_TYPES:
        opening -= view.ledger.balance(account.code, min(view.period.year.eve, view.period.span.eve))
    return TrialLine(
        account=account.code,
        name=account.name,
        type=account.type,
        opening=view.shown(opening),
        debit=view.shown(debit),
        credit=view.shown(credit),
        closing=view.shown(opening + debit - credit),
    )
