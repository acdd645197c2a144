"""Write the sample company's month-end: accruals, deferrals, revaluation, tax, and the close of 2024."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.bank import TAX_PAYABLE, exchange_difference
from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Entry, Line, euros
from flows.financial_reporting.sample.months import month_end, workday
from flows.financial_reporting.sample.parties import Supplier
from flows.financial_reporting.sample.plan import (
    AUDIT_FEE,
    CONTRACTS,
    COST_GROWTH,
    DOUBTFUL,
    INSURANCE,
    SALES_GROWTH,
    TAX_RATE,
    WARRANTY_SHARE,
)
from flows.financial_reporting.sample.purchases import book

PREPAID, ACCRUED, DEFERRED, WARRANTY = "1150", "2120", "2160", "2170"
OPENING_AUDIT_ACCRUAL = Decimal("40000.00")
REVALUED = ("1112", "1122", "1123", "2112")
"""Monetary accounts in a foreign currency; the bank account's revaluation stays, the others' is reversed."""
CURRENCY = {"1112": "USD", "1122": "USD", "1123": "GBP", "2112": "USD"}


def reverse_accruals(company: Company, month: date) -> None:
    """Reverse, on the month's first day, what was accrued and revalued at the end of the month before."""
    for entry in company.reversals:
        lines = (Line(line.account, -line.amount, line.department, line.counterparty) for line in entry.lines)
        company.post(month, f"Reversal: {entry.description}", *lines)
    company.reversals = []


def twelfth(company: Company, month: date, account: str, year_total: Decimal) -> Decimal:
    """Return the month's share of a year's deferral; December takes what rounding left on the account."""
    return abs(company.ledger.balances[account]) if month.month == 12 else euros(year_total / 12)


def defer_and_accrue(company: Company, month: date) -> None:
    """Book the insurance and its monthly share, the audit fee, and the calibration income earned."""
    end, year = month_end(month), month.year
    if month.month == 1:
        premium, text = euros(INSURANCE * COST_GROWTH[year]), f"Insurance premium {year}, all risks"
        book(
            company,
            workday(month + timedelta(days=4)),
            Supplier("Rossmore Insurance", 21, 0),
            PREPAID,
            premium,
            text,
        )
    if month.month == 4:
        fee = euros(AUDIT_FEE * COST_GROWTH[year - 1]) if year > 2024 else OPENING_AUDIT_ACCRUAL
        auditors = Supplier("Hanrahan Audit")
        book(
            company,
            workday(month + timedelta(days=19)),
            auditors,
            ACCRUED,
            fee,
            f"Audit of the year {year - 1}",
        )
    insurance = twelfth(company, month, PREPAID, INSURANCE * COST_GROWTH[year])
    company.post(end, "Insurance of the month", Line("6630", insurance, "Administration"), Line(PREPAID, -insurance))
    earned = twelfth(company, month, DEFERRED, CONTRACTS * SALES_GROWTH[year])
    company.post(end, "Calibration contracts earned", Line(DEFERRED, earned), Line("4220", -earned, "Operations"))
    audit = euros(AUDIT_FEE * COST_GROWTH[year] / 12)
    company.post(end, "Audit fee accrued", Line("6640", audit, "Administration"), Line(ACCRUED, -audit))


def provide(company: Company, month: date, sold: Decimal) -> None:
    """Book the allowance for doubtful receivables, the warranty provision, and the claims met from it."""
    end = month_end(month)
    company.post(
        end,
        "Allowance for doubtful receivables",
        Line("6670", DOUBTFUL, "Administration"),
        Line("1129", -DOUBTFUL),
    )
    provision = euros(sold * WARRANTY_SHARE)
    company.post(end, "Warranty provision", Line("5500", provision, "Operations"), Line(WARRANTY, -provision))
    claims = company.vary(provision * 4 / 5, 15)
    company.post(end, "Warranty claims met from stock", Line(WARRANTY, claims), Line("1132", -claims))


def revalue(company: Company, month: date) -> None:
    """Bring each monetary foreign account to the closing rate."""
    end, ledger = month_end(month), company.ledger
    for account in REVALUED:
        currency = CURRENCY[account]
        closing = company.rates.closing[currency, end]
        difference = euros(ledger.foreign[account] * closing) - ledger.balances[account]
        if difference:
            text = f"Revaluation of account {account} at {closing} EUR/{currency}"
            entry = company.post(end, text, Line(account, difference), *exchange_difference(difference))
            if account != "1112":
                company.reversals.append(entry)


def provide_tax(company: Company, month: date) -> None:
    """Book the corporation tax that brings the year's provision to the rate of its profit so far."""
    year = month.year
    provided = company.ledger.results[year, "8100"]
    tax = euros(company.ledger.profit(year, before_tax=True) * TAX_RATE) - provided
    company.post(
        month_end(month),
        "Corporation tax provided",
        Line("8100", tax, "Administration"),
        Line(TAX_PAYABLE, -tax),
    )


def close_year(company: Company, month: date) -> None:
    """Close 2024 to retained earnings; 2025 stays unclosed, as the reports have to be right then too."""
    if (month.year, month.month) != (2024, 12):
        return
    results = [
        (account, balance) for account, balance in sorted(company.ledger.balances.items()) if account >= "4" and balance
    ]
    lines = [Line(account, -balance) for account, balance in results]
    retained = Line("3300", sum((balance for _, balance in results), Decimal(0)))
    company.ledger.post(Entry(month_end(month), "Close of the year 2024", (*lines, retained), closing=True))
