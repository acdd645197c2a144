"""Write the sample company's opening balances of 31 December 2023, each open invoice a line of its own."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.bank import DOLLARS, DOLLARS_KEPT
from flows.financial_reporting.sample.closing import OPENING_AUDIT_ACCRUAL
from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.energy import OPENING as OPENING_ENERGY
from flows.financial_reporting.sample.energy import opening_accrual
from flows.financial_reporting.sample.equipment import CLASSES
from flows.financial_reporting.sample.ledger import Line
from flows.financial_reporting.sample.months import workday
from flows.financial_reporting.sample.open_items import Invoice
from flows.financial_reporting.sample.parties import CUSTOMERS, MATERIAL_SUPPLIERS, Customer, Supplier
from flows.financial_reporting.sample.purchases import plan_payment
from flows.financial_reporting.sample.sales import plan_receipt

DAY = date(2023, 12, 31)
DEPRECIATED = {"1519": 905_000, "1529": 301_000, "1539": 118_000}
BALANCES = {
    "1111": 905_000, "1114": 500_000, "1115": 1_200,
    "1129": -24_000, "1131": 760_000, "1132": 540_000, "1140": 148_000,
    "2130": -121_000, "2140": -168_500, "2145": -12_000, "2150": -41_000, "2170": -52_000, "2510": -1_440_000,
    "3100": -500_000, "3200": -850_000,
}  # fmt: skip
"""Whole euros, debit positive; retained earnings are what remains."""
RETAINED_EARNINGS = "3300"


def open_books(company: Company) -> None:
    """Post the opening entry and plan the payment of what it holds open."""
    open_items = [*_open_receivables(company), *_open_payables(company)]
    dollars = Line(DOLLARS, DOLLARS_KEPT, "", "", "USD", company.rates.closing["USD", DAY])
    lines = [
        dollars,
        *(Line(account, Decimal(amount)) for account, amount in BALANCES.items()),
        *(Line(account, cost) for account, (_, cost, _, _) in CLASSES.items()),
        *(Line(account, Decimal(-amount)) for account, amount in DEPRECIATED.items()),
        Line("2120", -OPENING_ENERGY - OPENING_AUDIT_ACCRUAL),
        *(
            Line(
                item.account,
                item.amount if item.kind == "receivable" else -item.amount,
                "",
                item.counterparty,
            )
            for item in open_items
        ),
    ]
    retained = Line(RETAINED_EARNINGS, -sum((line.euros for line in lines), Decimal(0)))
    company.post(DAY, "Opening balances", *lines, retained)
    company.items.invoices.extend(open_items)
    company.reversals.append(opening_accrual())


def _open_receivables(company: Company) -> list[Invoice]:
    invoices = []
    for customer in CUSTOMERS:
        for age in (34, 12) if not customer.currency else ():
            invoice = _invoice(company, customer, "receivable", age, company.vary(Decimal(72_000), 45))
            invoices.append(invoice)
            plan_receipt(company, customer, invoice)
    return invoices


def _open_payables(company: Company) -> list[Invoice]:
    invoices = []
    for supplier in (supplier for supplier in MATERIAL_SUPPLIERS if not supplier.currency):
        for age in (26, 11):
            invoice = _invoice(company, supplier, "payable", age, company.vary(Decimal(76_000), 25))
            invoices.append(invoice)
            plan_payment(company, invoice)
    return invoices


def _invoice(company: Company, party: Customer | Supplier, kind: str, age: int, amount: Decimal) -> Invoice:
    issued = workday(DAY - timedelta(days=age))
    due = max(issued + timedelta(days=party.terms), DAY + timedelta(days=4))
    number = company.items.number("receivable" if kind == "receivable" else "payable", DAY.year)
    return Invoice(
        number,
        "receivable" if kind == "receivable" else "payable",
        party.name,
        issued,
        due,
        amount,
        "",
        Decimal(1),
    )
