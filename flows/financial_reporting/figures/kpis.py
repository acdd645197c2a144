"""Key figures: undefined where their base is missing, zero or of the wrong sign, never zero instead."""

from collections.abc import Collection
from decimal import Decimal

from flows.financial_reporting.figures.cash_flow import cash_accounts
from flows.financial_reporting.figures.chart import INCOME_TYPES
from flows.financial_reporting.figures.financial_figures import AccountType, BalanceSheet, IncomeStatement, Kpis
from flows.financial_reporting.figures.report_lines import (
    CURRENT_ASSETS,
    CURRENT_LIABILITIES,
    NONCURRENT_ASSETS,
    NONCURRENT_LIABILITIES,
    QUICK_ASSETS,
    SALES,
)
from flows.financial_reporting.figures.view import View, percent, ratio

BURN_MONTHS = 3


def kpis(view: View, income: IncomeStatement, sheet: BalanceSheet, dso: Decimal | None, dpo: Decimal | None) -> Kpis:
    """Return the period's key figures; `dso` and `dpo` come from invoices and payments."""
    burn = _burn(view)
    cash = _cash(view)
    return Kpis(
        gross_margin=_margin(view, income, "gross_profit"),
        operating_margin=_margin(view, income, "operating_profit"),
        net_margin=percent(income.net_income, income.income) if income.income > 0 else None,
        current_ratio=_of_current(view, CURRENT_ASSETS),
        quick_ratio=_of_current(view, QUICK_ASSETS),
        debt_to_equity=ratio(sheet.liabilities, sheet.equity),
        dso=dso,
        dpo=dpo,
        burn=None if burn is None else view.shown(burn),
        runway_months=None if burn is None or cash is None else ratio(cash, burn),
    )


def kpis_of_invoices(dso: Decimal | None, dpo: Decimal | None) -> Kpis:
    """Return what invoices and payments alone allow."""
    return Kpis.model_validate(dict.fromkeys(Kpis.model_fields) | {"dso": dso, "dpo": dpo})


def _margin(view: View, income: IncomeStatement, subtotal: str) -> Decimal | None:
    """Return a subtotal of the income statement in percent of sales, None where either is undefined."""
    sales, profit = _sales(view), getattr(income.subtotals, subtotal)
    if profit is None or sales is None or sales <= 0:
        return None
    return percent(profit.amount, sales)


def _of_current(view: View, assets: Collection[str]) -> Decimal | None:
    """Return assets on the report lines `assets` to current liabilities; None where an account's line says neither."""
    known = {
        "asset": CURRENT_ASSETS | NONCURRENT_ASSETS,
        "liability": CURRENT_LIABILITIES | NONCURRENT_LIABILITIES,
    }
    day = view.period.span.end
    for code in view.chart.of_type("asset", "liability"):
        line, type_ = view.chart.report_lines[code], view.chart.accounts[code].type
        if line not in known[type_] and view.ledger.balance(code, day):
            return None
    held = _balance_on(view, assets, "asset")
    owed = _balance_on(view, CURRENT_LIABILITIES, "liability")
    return ratio(held, -owed)


def _balance_on(view: View, lines: Collection[str], type_: AccountType) -> Decimal:
    codes = view.chart.on_lines(lines, (type_,))
    return view.ledger.total(view.ledger.balance(code, view.period.span.end) for code in codes)


def _sales(view: View) -> Decimal | None:
    """Return the period's sales, None where no account stands on their report line."""
    codes = view.chart.on_lines(SALES, INCOME_TYPES)
    return -view.ledger.total(view.ledger.flow(code, view.period.span) for code in codes) if codes else None


def _cash(view: View) -> Decimal | None:
    codes = cash_accounts(view)
    return view.ledger.total(view.ledger.balance(code, view.period.span.end) for code in codes) if codes else None


def _burn(view: View) -> Decimal | None:
    """Return the cash used a month over the last three months (or fiscal periods), None where it did not fall."""
    codes = cash_accounts(view)
    start = view.period.steps[-BURN_MONTHS][1].eve
    if not codes or start < view.ledger.first:
        return None
    used = view.ledger.total(
        view.ledger.balance(code, start) - view.ledger.balance(code, view.period.span.end) for code in codes
    )
    return (used / BURN_MONTHS).quantize(Decimal(1).scaleb(-view.decimals)) if used > 0 else None
