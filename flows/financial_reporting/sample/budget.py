"""Write the sample company's budget of 2026 by month, account and department, in whole hundreds of euros."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from flows.financial_reporting.sample.equipment import CLASSES, depreciation
from flows.financial_reporting.sample.overheads import OVERHEADS, TRAVEL
from flows.financial_reporting.sample.plan import (
    AUDIT_FEE,
    BANK_CHARGES,
    CONTRACTS,
    COST_GROWTH,
    DEPOSIT_INTEREST,
    DOUBTFUL,
    INSURANCE,
    LOAN_INTEREST,
    LOAN_REPAYMENT,
    PENSION_RATE,
    PRODUCTION_WAGES,
    RETURNS,
    SALARIES,
    SALES,
    SALES_GROWTH,
    SOCIAL_RATE,
    TAX_RATE,
    WARRANTY_SHARE,
    planned_commission,
    planned_energy,
    planned_goods,
    planned_materials,
    planned_salary,
    planned_sales,
)  # fmt: skip

YEAR = 2026
DEPOSIT, LOAN_AT_START = Decimal(500_000), Decimal(1_080_000)

Plan = dict[tuple[str, str], Decimal]
"""Amounts by account and department, positive where they have the account type's usual sign."""


def budget() -> list[tuple[str, str, Decimal, str]]:
    """Return the rows of `budget`: period, account, amount, department."""
    rows = []
    for number in range(1, 13):
        month = date(YEAR, number, 1)
        plan = {key: _hundreds(amount) for key, amount in (_income(month) | _costs(month)).items()}
        income = sum((amount for (account, _), amount in plan.items() if account < "5"), Decimal(0))
        profit = 2 * income - sum(plan.values(), Decimal(0))
        plan["8100", "Administration"] = _hundreds(profit * TAX_RATE)
        rows += [(f"{month:%Y-%m}", account, plan[account, name], name) for account, name in sorted(plan)]
    return rows


def _income(month: date) -> Plan:
    plan = {
        (account, "Operations" if account == "4210" else "Sales"): planned_sales(account, month) for account in SALES
    }
    return plan | {
        ("4220", "Operations"): CONTRACTS * SALES_GROWTH[YEAR] / 12,
        ("4900", "Sales"): -RETURNS,
        ("4951", "Administration"): DEPOSIT * DEPOSIT_INTEREST / 12,
    }


def _costs(month: date) -> Plan:
    growth, loan = COST_GROWTH[YEAR], LOAN_AT_START - LOAN_REPAYMENT * (month.month - 1)
    plan: Plan = defaultdict(Decimal)
    plan |= {
        ("5110", "Operations"): planned_materials(month),
        ("5200", "Operations"): PRODUCTION_WAGES * growth,
        ("5210", "Operations"): PRODUCTION_WAGES * growth * SOCIAL_RATE,
        ("5410", "Operations"): planned_energy(month),
        ("5500", "Operations"): planned_goods(month) * WARRANTY_SHARE,
        ("6330", "Sales"): planned_commission(month),
        ("6630", "Administration"): INSURANCE * growth / 12,
        ("6640", "Administration"): AUDIT_FEE * growth / 12,
        ("6660", "Administration"): BANK_CHARGES * growth,
        ("6670", "Administration"): DOUBTFUL,
        ("7110", "Administration"): loan * LOAN_INTEREST / 12,
    }
    for account, (_, _, _, department) in CLASSES.items():
        plan["6710", department] += depreciation(account, month)
    for overhead in OVERHEADS:
        plan[overhead.account, overhead.department] += overhead.planned(month)
    for department, amount, _ in TRAVEL:
        plan["6340", department] += amount * growth
    for department in SALARIES:
        salary = planned_salary(department, month)
        plan["6110", department] = salary
        plan["6120", department] = salary * SOCIAL_RATE
        plan["6130", department] = salary * PENSION_RATE
    return dict(plan)


def _hundreds(amount: Decimal) -> Decimal:
    return (amount / 100).quantize(Decimal(1)) * 100
