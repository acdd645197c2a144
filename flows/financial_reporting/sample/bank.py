"""Write what a month moves on the sample company's bank accounts besides payroll and taxes on it."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Line, euros
from flows.financial_reporting.sample.months import month_end, workday
from flows.financial_reporting.sample.open_items import Payment
from flows.financial_reporting.sample.plan import (
    BANK_CHARGES,
    COST_GROWTH,
    DEPOSIT_INTEREST,
    LOAN_INTEREST,
    LOAN_REPAYMENT,
)
from flows.financial_reporting.sample.purchases import BANK

DOLLARS, DEPOSIT, LOAN, TAX_PAYABLE = "1112", "1114", "2510", "2150"
GAINS, LOSSES = "4952", "7120"
DOLLARS_KEPT = Decimal(200_000)
"""What stays on the dollar account at the end of a month."""


def exchange_difference(gain: Decimal) -> list[Line]:
    """Return the line that books an exchange gain, or a loss where it is negative; none for zero."""
    return [Line(GAINS if gain > 0 else LOSSES, -gain, "Administration")] if gain else []


def receive(company: Company, month: date) -> None:
    """Book the month's receipts; dollars stay in dollars, pounds are sold to the bank on receipt."""
    for payment in company.items.settle("receivable", month_end(month)):
        invoice, rate = payment.invoice, company.rates.booking(payment.invoice.currency, payment.date)
        cleared = Line(invoice.account, -payment.amount, "", invoice.counterparty, invoice.currency, invoice.rate)
        received = Line(BANK, payment.amount, "", invoice.counterparty, invoice.currency, rate)
        if invoice.currency == "USD":
            received = Line(DOLLARS, payment.amount, "", invoice.counterparty, "USD", rate)
        elif invoice.currency == "GBP":
            received = Line(BANK, received.euros, "", invoice.counterparty)
        difference = exchange_difference(received.euros + cleared.euros)
        company.post(payment.date, "Receipt from customer", received, cleared, *difference, document=invoice.invoice_id)


def pay_suppliers(company: Company, month: date) -> None:
    """Book the month's payment runs, one entry for each day and currency."""

    def day_and_currency(payment: Payment) -> tuple[date, str]:
        return payment.date, payment.invoice.currency

    payments = sorted(company.items.settle("payable", month_end(month)), key=day_and_currency)
    for (day, currency), run in groupby(payments, key=day_and_currency):
        rate, cleared = company.rates.booking(currency, day), list[Line]()
        for payment in run:
            invoice = payment.invoice
            cleared.append(Line(invoice.account, payment.amount, "", invoice.counterparty, currency, invoice.rate))
        paid = Line(
            DOLLARS if currency else BANK,
            -sum((line.amount for line in cleared), Decimal(0)),
            "",
            "",
            currency,
            rate,
        )
        difference = exchange_difference(paid.euros + sum((line.euros for line in cleared), Decimal(0)))
        company.post(
            day,
            f"Payment run {currency or 'EUR'}",
            *cleared,
            paid,
            *difference,
            document=f"PR{day:%y%m%d}{currency}",
        )


def bank_month(company: Company, month: date) -> None:
    """Book the month's charges, interest, loan instalment and the sale of surplus dollars."""
    last = workday(month_end(month))
    balance = company.ledger.balances
    charges = company.vary(BANK_CHARGES * COST_GROWTH[month.year], 8)
    company.post(last, "Account and card charges", Line("6660", charges, "Administration"), Line(BANK, -charges))
    earned = euros(balance[DEPOSIT] * DEPOSIT_INTEREST / 12)
    company.post(last, "Interest on deposit", Line(DEPOSIT, earned), Line("4951", -earned, "Administration"))
    interest = euros(-balance[LOAN] * LOAN_INTEREST / 12)
    company.post(
        last,
        "Loan instalment: interest and repayment",
        Line("7110", interest, "Administration"),
        Line(LOAN, LOAN_REPAYMENT),
        Line(BANK, -interest - LOAN_REPAYMENT),
    )
    surplus = (company.ledger.foreign[DOLLARS] - DOLLARS_KEPT) // 100 * 100
    if surplus > 0:
        sold = Line(DOLLARS, -surplus, "", "", "USD", company.rates.booking("USD", last))
        company.post(last, f"Sale of USD {surplus:,.0f} to the bank", sold, Line(BANK, -sold.euros))


def pay_tax_and_dividend(company: Company, month: date) -> None:
    """Pay preliminary tax in November, last year's balance in September, and a dividend in May 2026."""
    ledger, day = company.ledger, workday(month + timedelta(days=22))
    provided = ledger.results[month.year, "8100"]
    if month.month == 9:
        due = -ledger.balances[TAX_PAYABLE] - provided
        company.post(day, f"Corporation tax {month.year - 1}, balance", Line(TAX_PAYABLE, due), Line(BANK, -due))
    if month.month == 11:
        due = (provided / 10 * 12 * Decimal("0.9") // 100 * 100).quantize(Decimal("0.01"))
        company.post(day, f"Preliminary corporation tax {month.year}", Line(TAX_PAYABLE, due), Line(BANK, -due))
    if (month.year, month.month) == (2026, 5):
        paid = Decimal(1_800_000)
        company.post(day, "Interim dividend, resolution of 8 May 2026", Line("3400", paid), Line(BANK, -paid))
