"""Write a month of the sample company's purchases: materials, overheads and travel."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Line
from flows.financial_reporting.sample.months import month_end, workday
from flows.financial_reporting.sample.open_items import Invoice
from flows.financial_reporting.sample.overheads import OVERHEADS, TRAVEL
from flows.financial_reporting.sample.parties import MATERIAL_SUPPLIERS, Supplier
from flows.financial_reporting.sample.plan import COST_GROWTH, planned_commission, planned_materials

BANK = "1111"
STOCK_UP = Decimal("1.02")
"""Purchases and production for each euro of planned use: warranty claims are met from stock too."""
PAYMENT_RUNS = (10, 25)
"""Days of the month on which suppliers are paid."""
AGENTS = Supplier("Sales agents' association", 14, 0)


def book(
    company: Company,
    day: date,
    supplier: Supplier,
    account: str,
    net: Decimal,
    text: str,
    department: str = "",
) -> None:
    """Book a supplier's invoice and plan its payment."""
    invoice = company.bill_from_supplier(day, supplier, account, net, text, department)
    plan_payment(company, invoice)


def plan_payment(company: Company, invoice: Invoice) -> None:
    """Plan the payment of an invoice for the first payment run on or after its due date."""
    day = invoice.due
    while day not in (workday(day.replace(day=run)) for run in PAYMENT_RUNS):
        day += timedelta(days=1)
    company.items.planned.append((day, invoice, None))


def buy_materials(company: Company, month: date) -> None:
    """Buy what the month's plan consumes, and move what production finished to finished goods."""
    target = company.vary(planned_materials(month) * STOCK_UP, 3)
    for number, supplier in enumerate(MATERIAL_SUPPLIERS):
        net = company.vary(target / len(MATERIAL_SUPPLIERS), 12)
        day = workday(month + timedelta(days=3 * number + company.dice.randint(0, 6)))
        amount = net if not supplier.currency else _hundreds(net / company.rates.booking(supplier.currency, day))
        book(company, day, supplier, "1131", amount, "Components and materials to stock")
    finished = company.vary(planned_materials(month) * STOCK_UP, 2)
    company.post(month_end(month), "Production orders finished", Line("1132", finished), Line("1131", -finished))


def _hundreds(amount: Decimal) -> Decimal:
    return (amount / 100).quantize(Decimal(1)) * 100


def buy_overheads(company: Company, month: date, omitted: frozenset[str]) -> None:
    """Book the month's regular invoices, without those of the suppliers in `omitted`."""
    for overhead in OVERHEADS:
        planned = overhead.planned(month)
        if planned and overhead.supplier.name not in omitted:
            day = workday(month + timedelta(days=overhead.day - 1))
            net = company.vary(planned, overhead.spread)
            text = f"{overhead.text}, {month:%B %Y}"
            book(company, day, overhead.supplier, overhead.account, net, text, overhead.department)
    commission = company.vary(planned_commission(month), 3)
    day = workday(month_end(month) - timedelta(days=1))
    book(company, day, AGENTS, "6330", commission, f"Agents' commission, {month:%B %Y}", "Sales")


def travel(company: Company, month: date) -> None:
    """Pay the month's company card statements from the bank."""
    for number, (department, amount, text) in enumerate(TRAVEL, start=1):
        spent = company.vary(amount * COST_GROWTH[month.year], 15)
        day, document = workday(month + timedelta(days=4 + 4 * number)), f"CC{month:%y%m}-{number:02}"
        company.post(day, text, Line("6340", spent, department), Line(BANK, -spent), document=document)
