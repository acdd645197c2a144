"""Income statement and balance sheet: proved from the postings, never plugged.

Net income is the sum of the income and expense accounts without closing entries; equity is the sum of the equity
accounts and the earnings not yet closed to them. Assets - liabilities - equity is then a proof.
"""

from datetime import date
from decimal import Decimal

from flows.financial_reporting.figures.budget import Budget
from flows.financial_reporting.figures.chart import BALANCE_TYPES, INCOME_TYPES, ZERO
from flows.financial_reporting.figures.financial_figures import (
    BalanceLine,
    BalanceSheet,
    BalanceTotals,
    IncomeLine,
    IncomeStatement,
    Totals,
)
from flows.financial_reporting.figures.fiscal_calendar import Span
from flows.financial_reporting.figures.retained_earnings import current_accounts, held, retained_accounts
from flows.financial_reporting.figures.subtotals import Columns, income_subtotals
from flows.financial_reporting.figures.view import Amounts, View


def income_statement(view: View, budget: Budget | None) -> IncomeStatement:
    """Return the period's income statement with year to date, prior year and budget."""
    amounts = _flows(view, view.period.span)
    year_to_date = _flows(view, view.period.year_to_date)
    prior = _flows(view, view.period.prior) if view.ledger.reaches(view.period.prior) else None
    planned = budget.by_account() if budget else None
    return IncomeStatement(
        **_totals(view, amounts).model_dump(),
        year_to_date=_totals(view, year_to_date),
        prior_year=_totals(view, prior) if prior is not None else None,
        budget=_totals(view, planned) if planned is not None else None,
        subtotals=income_subtotals(view, Columns(amounts, year_to_date, prior, planned)),
        lines=_income_lines(view, amounts, year_to_date, prior, planned),
    )


def balance_sheet(view: View) -> BalanceSheet:
    """Return the balance sheet at the period's end, with its opening and the same day a year before."""
    end, eve, year_ago = view.period.sheet_days
    closing, opening = _balances(view, end), _balances(view, eve)
    prior = _balances(view, year_ago) if view.ledger.reaches(view.period.prior) else None
    return BalanceSheet(
        **_balance_totals(view, closing, end).model_dump(),
        as_of=end,
        opening=_balance_totals(view, opening, eve),
        prior_year=None if prior is None else _balance_totals(view, prior, year_ago),
        lines=_balance_lines(view, closing, opening, prior),
    )


def _balance_totals(view: View, own: Amounts, day: date) -> BalanceTotals:
    assets, liabilities = (_of_type(view, own, type_) for type_ in ("asset", "liability"))
    adjustment = view.ledger.translation_adjustment(day)
    equity = _of_type(view, own, "equity") + view.ledger.earnings(day) + adjustment
    retained, current = _earnings(view, day)
    return BalanceTotals(
        assets=view.shown(assets),
        liabilities=view.shown(liabilities),
        equity=view.shown(equity),
        retained_earnings=None if retained is None else view.shown(retained),
        current_year_earnings=None if current is None else view.shown(current),
        translation_adjustment=view.shown(adjustment),
        check=view.shown(assets - liabilities - equity),
    )


def _earnings(view: View, day: date) -> tuple[Decimal | None, Decimal | None]:
    """Return retained earnings of earlier years and earnings of the fiscal year at the end of `day`."""
    if view.ledger.earnings_place == "in equity":
        return held(view, retained_accounts(view), day), held(view, current_accounts(view), day)
    current = view.ledger.net_income(view.period.year_to(day))
    return view.ledger.total(
        (held(view, retained_accounts(view), day) or ZERO, view.ledger.earnings(day), -current)
    ), current


def _flows(view: View, span: Span) -> Amounts:
    flows = view.ledger.flows(INCOME_TYPES, span)
    return {code: view.chart.signed(code, amount) for code, amount in flows.items()}


def _balances(view: View, day: date) -> Amounts:
    balances = view.ledger.balances(view.chart.of_type(*BALANCE_TYPES), day)
    return {code: view.chart.signed(code, amount) for code, amount in balances.items()}


def _of_type(view: View, own: Amounts, type_: str) -> Decimal:
    return sum((amount for code, amount in own.items() if view.chart.accounts[code].type == type_), ZERO)


def _totals(view: View, own: Amounts) -> Totals:
    income, expenses = _of_type(view, own, "income"), _of_type(view, own, "expense")
    return Totals(income=view.shown(income), expenses=view.shown(expenses), net_income=view.shown(income - expenses))


def _income_lines(
    view: View, amounts: Amounts, year_to_date: Amounts, prior: Amounts | None, planned: Amounts | None
) -> tuple[IncomeLine, ...]:
    rolled, to_date = view.chart.rolled_up(amounts), view.chart.rolled_up(year_to_date)
    before = None if prior is None else view.chart.rolled_up(prior)
    budget = None if planned is None else _planned_lines(view, planned)
    return tuple(
        IncomeLine(
            account=account.code,
            name=account.name,
            type=account.type,
            level=level,
            leaf=leaf,
            amount=view.shown(rolled[account.code]),
            year_to_date=view.shown(to_date[account.code]),
            prior_year=None if before is None else view.shown(before[account.code]),
            budget=None if budget is None or account.code not in budget else view.shown(budget[account.code]),
        )
        for account, level, leaf in view.chart.lines(INCOME_TYPES)
    )


def _planned_lines(view: View, planned: Amounts) -> Amounts:
    """Roll budgets up, for the accounts that are planned themselves or have one below that is."""
    covered = set(planned)
    for account, _, _ in reversed(view.chart.placed):
        if account.code in covered and account.parent:
            covered.add(account.parent)
    return {code: amount for code, amount in view.chart.rolled_up(planned).items() if code in covered}


def _balance_lines(view: View, own: Amounts, before: Amounts, year_ago: Amounts | None) -> tuple[BalanceLine, ...]:
    closing, opening = view.chart.rolled_up(own), view.chart.rolled_up(before)
    prior = None if year_ago is None else view.chart.rolled_up(year_ago)
    return tuple(
        BalanceLine(
            account=account.code,
            name=account.name,
            type=account.type,
            level=level,
            leaf=leaf,
            amount=view.shown(closing[account.code]),
            opening=view.shown(opening[account.code]),
            prior_year=None if prior is None else view.shown(prior[account.code]),
        )
        for account, level, leaf in view.chart.lines(BALANCE_TYPES)
    )
