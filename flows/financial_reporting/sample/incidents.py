"""Write the sample company's incidents: a disputed invoice, and a receipt that nobody knew."""

from datetime import date
from decimal import Decimal

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Line
from flows.financial_reporting.sample.parties import Supplier
from flows.financial_reporting.sample.purchases import BANK

SUSPENSE = "1190"
DISPUTED = Decimal("14200.00")
UNKNOWN = Decimal("2180.00")


def happen(company: Company, month: date) -> None:
    """Book the month's incidents; most months have none."""
    if (month.year, month.month) == (2025, 3):
        _receive_unknown(company, month)
    if (month.year, month.month) == (2026, 6):
        text = "Housings of lot 44, surface out of tolerance: disputed, not released for payment"
        company.bill_from_supplier(month.replace(day=9), Supplier("Bandon Toolmakers"), "1131", DISPUTED, text)


def _receive_unknown(company: Company, month: date) -> None:
    """Hold a receipt without a known sender on the suspense account for eight days, then return it."""
    lines = Line(BANK, UNKNOWN), Line(SUSPENSE, -UNKNOWN)
    company.post(month.replace(day=11), "Receipt without reference, sender unknown", *lines)
    lines = Line(SUSPENSE, UNKNOWN), Line(BANK, -UNKNOWN)
    company.post(month.replace(day=19), "Receipt without reference returned to the sender's bank", *lines)
