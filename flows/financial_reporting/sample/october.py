"""Write the sample company's events of October 2026, which stand behind its material variances."""

from datetime import date
from decimal import Decimal

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Line, euros
from flows.financial_reporting.sample.overheads import BUILDING_SERVICES, FAIR_ORGANISER, FIRMWARE_HOUSE
from flows.financial_reporting.sample.parties import CUSTOMERS, Supplier
from flows.financial_reporting.sample.plan import MATERIAL_SHARE
from flows.financial_reporting.sample.purchases import BANK, book
from flows.financial_reporting.sample.sales import plan_receipt

MONTH = date(2026, 10, 1)
OMITTED = {MONTH: frozenset({FIRMWARE_HOUSE.name, BUILDING_SERVICES.name})}
"""Suppliers whose regular invoice does not come, by month: firmware and maintenance moved to November."""
BY_NAME = {customer.name: customer for customer in CUSTOMERS}
STAND_BUILDER = Supplier("Deltabouw Standbouw BV", 14, 0)

FAIR, REPAIR, FIRMWARE = ("6320", "Marketing"), ("6230", "Operations"), ("6520", "Research")
BILLS = (
    (5, FAIR_ORGANISER, FAIR, "18600.00", "Second stand at LabWater Rotterdam, after an exhibitor withdrew"),
    (8, BUILDING_SERVICES, REPAIR, "19750.00", "Emergency call-out: air handling of clean room 2 failed"),
    (9, STAND_BUILDER, FAIR, "15460.00", "Construction of the second stand at LabWater Rotterdam"),
    (12, BUILDING_SERVICES, REPAIR, "8380.00", "Weekend labour and crane; planned maintenance put off"),
    (21, FIRMWARE_HOUSE, FIRMWARE, "3100.00", "Hours to date; firmware milestone 9 moved to November"),
)
"""Supplier invoices out of the ordinary: day, supplier, account and department, net amount, text."""
HOTEL = (15, "2884.60", "Hotel Rijnkade Rotterdam, LabWater fair, 5 rooms, 4 nights", "CC2610-06")
TRAVEL = (HOTEL, HOTEL, (16, "4912.35", "Flights and exhibits to LabWater Rotterdam, team of five", "CC2610-07"))
"""Marketing's card payments for the fair; the hotel was entered twice, which the data steward is to find."""
ORDER = Decimal("173050.00")
ORDER_TEXT = "Framework order FO-2291, November delivery brought forward at the customer's request"
RETURNED = Decimal("21500.00")
PAID_TWICE = Decimal("1250.00")


def happen(company: Company, month: date) -> None:
    """Book the month's events; no other month has any."""
    if month != MONTH:
        return
    for day, supplier, (account, department), net, text in BILLS:
        book(company, month.replace(day=day), supplier, account, Decimal(net), text, department)
    for day, amount, text, document in TRAVEL:
        paid = Decimal(amount)
        lines = Line("6340", paid, "Marketing"), Line(BANK, -paid)
        company.post(month.replace(day=day), text, *lines, document=document)
    _deliver_early(company, month)
    _take_back_a_batch(company, month)


def _deliver_early(company: Company, month: date) -> None:
    """Invoice the order that was planned for November, and book the materials that went with it."""
    customer, day = BY_NAME["Wasserverband Rheinaue"], month.replace(day=19)
    invoice = company.bill_customer(day, customer, "4120", ORDER, ORDER_TEXT)
    plan_receipt(company, customer, invoice)
    cost = euros(ORDER * MATERIAL_SHARE)
    text = "Cost of goods shipped early on framework order FO-2291"
    lines = Line("5110", cost, "Operations"), Line("1132", -cost)
    company.post(day, text, *lines, document=invoice.invoice_id)


def _take_back_a_batch(company: Company, month: date) -> None:
    """Credit a returned batch; the credit note is still open at the end of the month."""
    customer = BY_NAME["Labotech Handels GmbH"]
    text = "Credit note: BW-900 analysers of batch 2608 returned, display fault"
    company.bill_customer(month.replace(day=27), customer, "4900", -RETURNED, text)


def overpay(company: Company, month: date) -> None:
    """Receive a part of a paid invoice a second time: it stays unapplied at the end of the month."""
    if month != MONTH:
        return
    last = [payment for payment in company.items.payments if payment.invoice.counterparty == "Chimie du Vercors SA"][-1]
    day, invoice = month.replace(day=28), last.invoice
    company.items.pay(day, invoice, PAID_TWICE)
    received = Line(BANK, PAID_TWICE, "", invoice.counterparty)
    cleared = Line(invoice.account, -PAID_TWICE, "", invoice.counterparty)
    company.post(day, "Receipt from customer, invoice already paid", received, cleared, document=invoice.invoice_id)
