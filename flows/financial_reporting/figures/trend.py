"""The last thirteen months in a row: income, expenses, net income and cash."""

from flows.financial_reporting.figures.cash_flow import cash_accounts
from flows.financial_reporting.figures.financial_figures import TrendPoint
from flows.financial_reporting.figures.view import View


def trend(view: View) -> tuple[TrendPoint, ...]:
    """Return one point for each month (or fiscal period) up to the period's end that the books reach."""
    cash = cash_accounts(view)
    return tuple(
        TrendPoint(
            period=label,
            income=view.shown(-view.ledger.flow_of("income", span)),
            expenses=view.shown(view.ledger.flow_of("expense", span)),
            net_income=view.shown(view.ledger.net_income(span)),
            cash=view.sum(view.ledger.balance(code, span.end) for code in cash) if cash else None,
        )
        for label, span in view.period.steps
        if view.ledger.reaches(span)
    )
