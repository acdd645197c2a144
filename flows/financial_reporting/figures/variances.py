"""Variances of actual figures to the budget, by account and, where it is planned so, by department."""

from decimal import Decimal

from flows.financial_reporting.brief import Materiality
from flows.financial_reporting.figures.budget import Budget, Key
from flows.financial_reporting.figures.chart import INCOME_TYPES, ZERO, Account
from flows.financial_reporting.figures.financial_figures import BudgetVariance
from flows.financial_reporting.figures.planning import Planning
from flows.financial_reporting.figures.view import View, percent


def budget_variances(view: View, budget: Budget, materiality: Materiality) -> tuple[BudgetVariance, ...]:
    """Return one row for each income and expense account with an actual or planned amount.

    Where the budget has departments there is a row for each department instead, except for accounts that are
    planned as a whole. An account that is planned above its leaves takes in what is below it and has no plan of
    its own. Rows do not overlap: their sums are the whole variance.
    """
    actuals = _actuals(view, budget)
    rows = ((key, actuals.get(key, ZERO), budget.amounts.get(key, ZERO)) for key in {**budget.amounts, **actuals})
    order = {place.account.code: position for position, place in enumerate(view.chart.placed)}
    ordered = sorted(rows, key=lambda row: (order[row[0][0]], row[0][1] or ""))
    return tuple(
        _variance(view, view.chart.accounts[account], department, actual, planned, materiality)
        for (account, department), actual, planned in ordered
        if (actual or planned) and view.chart.accounts[account].type in INCOME_TYPES
    )


def is_material(variance: Decimal, in_percent: Decimal | None, materiality: Materiality) -> bool:
    """Whether a variance reaches both thresholds; of a zero base any amount is more than every percentage."""
    enough = in_percent is None or abs(in_percent) >= materiality.percent
    return abs(variance) >= materiality.amount and enough and variance != 0


def _actuals(view: View, budget: Budget) -> dict[Key, Decimal]:
    """Return actual amounts by the account and department that they are planned under."""
    planning = Planning(view.chart, budget.amounts.keys())
    actuals: dict[Key, Decimal] = {}
    for (code, department), amount in view.ledger.flow_by_department(view.period.span).items():
        key, sign = planning.place(code, department)
        actuals[key] = actuals.get(key, ZERO) + sign * view.chart.signed(code, amount)
    return actuals


def _variance(
    view: View, account: Account, department: str | None, actual: Decimal, planned: Decimal, materiality: Materiality
) -> BudgetVariance:
    variance = actual - planned
    in_percent = percent(variance, planned)
    return BudgetVariance(
        account=account.code,
        name=account.name,
        type=account.type,
        department=department,
        actual=view.shown(actual),
        budget=view.shown(planned),
        variance=view.shown(variance),
        percent=in_percent,
        favourable=variance >= 0 if account.type == "income" else variance <= 0,
        material=is_material(variance, in_percent, materiality),
    )
