"""Write the sample company's electricity: accrued at month-end, reversed and invoiced a month later."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Entry, Line, euros
from flows.financial_reporting.sample.months import month_end, workday
from flows.financial_reporting.sample.parties import Supplier
from flows.financial_reporting.sample.plan import COST_GROWTH, ENERGY_KWH, ENERGY_TARIFF
from flows.financial_reporting.sample.purchases import book

ACCOUNT, ACCRUED = "5410", "2120"
GRID = Supplier("Western Grid Energy", 14, 9)
NEW_TARIFF_FROM, NEW_TARIFF = date(2026, 10, 1), Decimal("0.3040")
OPENING = Decimal("24650.00")
"""Electricity of December 2023, accrued before the books begin."""


def tariff(month: date) -> Decimal:
    """Return the euros for one kilowatt-hour; the contract's price protection ended on 30 September 2026."""
    return (
        NEW_TARIFF
        if month >= NEW_TARIFF_FROM
        else (ENERGY_TARIFF * COST_GROWTH[month.year]).quantize(Decimal("0.0001"))
    )


def opening_accrual() -> Entry:
    """Return the accrual that the opening balances contain."""
    return Entry(date(2023, 12, 31), "Electricity accrued", _lines(OPENING))


def accrue_energy(company: Company, month: date) -> None:
    """Accrue the month's electricity as metered."""
    used = int(company.vary(Decimal(ENERGY_KWH), 4))
    text = f"Electricity accrued: {used:,} kWh at EUR {tariff(month)}"
    if month == NEW_TARIFF_FROM:
        text += f", new tariff from {month:%d.%m.%Y}, until then {tariff(month - timedelta(days=1))}"
    company.reversals.append(company.post(month_end(month), text, *_lines(euros(used * tariff(month)))))


def invoice_energy(company: Company, month: date) -> None:
    """Book the invoice for the month before; it differs little from what was accrued."""
    accrued = next(entry for entry in company.reversals if entry.lines[0].account == ACCOUNT)
    net, before = company.vary(accrued.lines[0].amount, 1), month - timedelta(days=1)
    day = workday(month + timedelta(days=11))
    book(company, day, GRID, ACCOUNT, net, f"Electricity {before:%B %Y} as metered", "Operations")


def _lines(amount: Decimal) -> tuple[Line, Line]:
    return Line(ACCOUNT, amount, "Operations", GRID.name), Line(ACCRUED, -amount)
