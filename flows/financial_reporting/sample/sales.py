"""Write the sample company's sales of a month: invoices, credit notes, service contracts, goods shipped."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Line, euros
from flows.financial_reporting.sample.months import month_end, workday
from flows.financial_reporting.sample.open_items import Invoice
from flows.financial_reporting.sample.parties import CUSTOMERS, PRODUCTS, Customer
from flows.financial_reporting.sample.plan import (
    CONTRACTS,
    GOODS,
    MATERIAL_SHARE,
    RETURNS,
    SALES,
    SALES_GROWTH,
    planned_sales,
)

INVOICES = {"4110": 5, "4120": 7, "4130": 5, "4210": 4, "4310": 4}
"""Invoices a month by revenue account."""
SHIPMENTS = 10
"""Shipment runs a month."""
ROUND = {"": Decimal(5), "USD": Decimal(100), "GBP": Decimal(100)}
"""Invoices are in multiples of this; hundreds keep every translation in whole cents."""


def sell(company: Company, month: date) -> None:
    """Invoice the month's sales in the order of their dates."""
    sales = []
    for account in SALES:
        customers = _buyers(company, account)
        target = company.vary(planned_sales(account, month), 4)
        for customer, net in zip(customers, _portions(company, target, len(customers)), strict=True):
            sales.append((workday(month + timedelta(days=company.dice.randint(0, 27))), account, customer, net))
    for day, account, customer, net in sorted(sales, key=lambda sale: sale[:2]):
        amount = _rounded(net / company.rates.booking(customer.currency, day), customer.currency)
        invoice = company.bill_customer(
            day, customer, account, amount, _text(company, account, amount),
            "Operations" if account == "4210" else "Sales",
        )  # fmt: skip
        plan_receipt(company, customer, invoice)


def _buyers(company: Company, account: str) -> list[Customer]:
    """Return who buys this month: of the region itself, or any customer in euros for service and parts."""
    candidates = [c for c in CUSTOMERS if c.region == account] or [c for c in CUSTOMERS if not c.currency]
    start = company.dice.randrange(len(candidates))
    return [candidates[(start + step) % len(candidates)] for step in range(INVOICES[account])]


def _portions(company: Company, total: Decimal, count: int, spread: int = 60) -> list[Decimal]:
    """Split `total` into `count` parts that sum to it, at most `spread` percent about their mean before scaling."""
    weights = [company.dice.randint(100 - spread, 100 + spread) for _ in range(count)]
    parts = [euros(total * weight / sum(weights)) for weight in weights]
    return [*parts[:-1], total - sum(parts[:-1], Decimal(0))]


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return (amount / ROUND[currency]).quantize(Decimal(1)) * ROUND[currency]


def _text(company: Company, account: str, amount: Decimal) -> str:
    product, price = PRODUCTS[account][company.dice.randrange(len(PRODUCTS[account]))]
    return f"{max(1, int(amount / price))} x {product}"


def plan_receipt(company: Company, customer: Customer, invoice: Invoice) -> None:
    """Plan when the customer pays: mostly at once, now and then in two parts, or not at all."""
    if invoice.issued >= customer.stopped_paying:
        return
    day = workday(invoice.due + timedelta(days=customer.habit + company.dice.randint(-5, 12)))
    if company.dice.randrange(100) < 6:
        first = invoice.amount * 3 / 5 // 100 * 100
        company.items.planned.append((day, invoice, first))
        day = workday(day + timedelta(days=25))
    company.items.planned.append((day, invoice, None))


def sign_contracts(company: Company, month: date) -> None:
    """Invoice the year's calibration contracts in January; the income is earned month by month."""
    if month.month != 1:
        return
    customers = [customer for customer in CUSTOMERS if not customer.currency]
    total = euros(CONTRACTS * SALES_GROWTH[month.year])
    for number, net in enumerate(_portions(company, total, len(customers))):
        day, text = workday(month + timedelta(days=7)), f"Calibration contract {month.year}, all sites"
        invoice = company.bill_customer(day, customers[number], "2160", net, text)
        plan_receipt(company, customers[number], invoice)


def take_back(company: Company, month: date) -> None:
    """Credit one return to a customer in euros and set it off against an invoice that is still open."""
    day = workday(month + timedelta(days=17))
    by_name = {customer.name: customer for customer in CUSTOMERS}
    net = _rounded(company.vary(RETURNS, 30), "")
    invoice = next(
        item
        for item in company.items.invoices
        if item.kind == "receivable" and not item.currency and company.items.open(item) > 2 * net
        and item.issued < day < item.due - timedelta(days=5)
    )  # fmt: skip
    customer = by_name[invoice.counterparty]
    note = company.bill_customer(day, customer, "4900", -net, f"Credit note to {invoice.invoice_id}: returned goods")
    company.items.pay(day, invoice, -note.amount)
    company.items.pay(day, note, note.amount)


def ship(company: Company, month: date, sold: Decimal) -> None:
    """Book the materials of the goods sold, every third day of the month."""
    cost = company.vary(sold * MATERIAL_SHARE, 2)
    for number, part in enumerate(_portions(company, cost, SHIPMENTS, 15), start=1):
        day = workday(min(month + timedelta(days=3 * number - 1), month_end(month)))
        text = f"Cost of goods shipped, run {number} of {month:%B}"
        company.post(day, text, Line("5110", part, "Operations"), Line("1132", -part))


def sold_goods(company: Company, year: int) -> Decimal:
    """Return the year's sales of goods so far."""
    return -sum((company.ledger.results[year, account] for account in GOODS), Decimal(0))
