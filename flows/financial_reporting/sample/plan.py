"""State what a month of the sample company is planned to bring and to cost, in euros.

Actual postings vary about these amounts and the budget is made of them: a large variance has an event
behind it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flows.financial_reporting.sample.parties import Supplier

SALES_GROWTH = {2024: Decimal("1.00"), 2025: Decimal("1.06"), 2026: Decimal("1.12")}
COST_GROWTH = {2024: Decimal("1.000"), 2025: Decimal("1.035"), 2026: Decimal("1.070")}
SEASON = [Decimal(f"{percent}e-2") for percent in (93, 95, 105, 98, 100, 106, 94, 89, 105, 103, 106, 106)]
"""Share of an average month, January first."""

SALES = {"4110": 324_000, "4120": 464_000, "4130": 281_000, "4210": 95_000, "4310": 119_000}
"""Revenue of an average month of 2024 by account."""
GOODS = ("4110", "4120", "4130", "4310")
"""The revenue accounts that consume materials."""
CONTRACTS = 540_000
"""Calibration contracts of 2024, invoiced in January for the calendar year."""
RETURNS = Decimal(6_000)

MATERIAL_SHARE, WARRANTY_SHARE, COMMISSION_SHARE = Decimal("0.37"), Decimal("0.008"), Decimal("0.012")
"""Share of the sales of goods; commission is on instruments outside Ireland."""
ENERGY_KWH, ENERGY_TARIFF = 118_000, Decimal("0.212")
DOUBTFUL, INSURANCE, AUDIT_FEE = Decimal(1_500), Decimal(60_000), Decimal(42_000)
"""Allowance a month; premium and audit fee of 2024 a year."""
BANK_CHARGES, DEPOSIT_INTEREST = Decimal(1_350), Decimal("0.021")
LOAN_INTEREST, LOAN_REPAYMENT, TAX_RATE = Decimal("0.041"), Decimal(15_000), Decimal("0.125")
SOCIAL_RATE, PENSION_RATE = Decimal("0.1115"), Decimal("0.05")

PRODUCTION_WAGES = 166_000
SALARIES = {
    "Sales": 58_000,
    "Marketing": 27_000,
    "Operations": 36_000,
    "Research": 74_000,
    "Administration": 46_000,
}
"""Gross pay of a month of 2024 by department."""


@dataclass(frozen=True)
class Overhead:
    """A supplier's regular invoice: `amount` is its net amount in 2024, in the given months of the year."""

    account: str
    department: str
    amount: int
    supplier: Supplier
    text: str
    day: int
    months: tuple[int, ...] = tuple(range(1, 13))
    spread: int = 6
    """Percent by which an invoice differs at most from its plan."""

    def planned(self, month: date) -> Decimal:
        """Return the planned net amount of `month`, 0 in a month without an invoice."""
        return self.amount * COST_GROWTH[month.year] if month.month in self.months else Decimal(0)


def planned_sales(account: str, month: date) -> Decimal:
    """Return the planned revenue of `account`, one of `SALES`, in `month`."""
    return SALES[account] * SALES_GROWTH[month.year] * SEASON[month.month - 1]


def planned_goods(month: date) -> Decimal:
    """Return the planned sales of goods of `month`."""
    return sum((planned_sales(account, month) for account in GOODS), Decimal(0))


def planned_materials(month: date) -> Decimal:
    """Return the planned cost of materials of the goods sold in `month`."""
    return planned_goods(month) * MATERIAL_SHARE


def planned_commission(month: date) -> Decimal:
    """Return the planned agents' commission of `month`."""
    return (planned_sales("4120", month) + planned_sales("4130", month)) * COMMISSION_SHARE


def planned_salary(department: str, month: date) -> Decimal:
    """Return the planned gross pay of `department` in `month`."""
    return SALARIES[department] * COST_GROWTH[month.year]


def planned_energy(month: date) -> Decimal:
    """Return the planned cost of the factory's electricity in `month`, at the tariff of the old contract."""
    return ENERGY_KWH * ENERGY_TARIFF * COST_GROWTH[month.year]
