"""The last thirteen months in a row: income, expenses, net income and cash."""

from decimal import Decimal

from flows.financial_reporting.cash_flow import cash_accounts
from flows.financial_reporting.chart import ZERO
from flows.financial_reporting.figures import TrendPoint
from flows.financial_reporting.fiscal_calendar import Span
from flows.financial_reporting.view import View


def trend(view: View) -> tuple[TrendPoint, ...]:
    """Return one point for each month (or fiscal period) up to the period's end that the books reach."""
    cash = cash_accounts(view)
    return tuple(
        TrendPoint(
            period=label,
            income=view.shown(_flow(view, "income", span)),
            expenses=view.shown(-_flow(view, "expense", span)),
            net_income=view.shown(view.ledger.net_income(span)),
            cash=view.sum(view.ledger.balance(code, span.end) for code in cash) if cash else None,
        )
        for label, span in view.period.steps
        if view.ledger.reaches(span)
    )


def _flow(view: View, type_: str, span: Span) -> Decimal:
    """Return the flow of all accounts of one type, credits positive."""
    accounts = (account for account in view.chart.accounts.values() if account.type == type_)
    return -sum((view.ledger.flow(account.code, span) for account in accounts), ZERO)
