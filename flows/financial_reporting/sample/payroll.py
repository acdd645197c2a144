"""Write the sample company's payroll of a month, and the taxes and contributions it pays over afterwards."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.company import INPUT_VAT, OUTPUT_VAT, Company
from flows.financial_reporting.sample.ledger import Line, euros
from flows.financial_reporting.sample.months import workday
from flows.financial_reporting.sample.plan import (
    COST_GROWTH,
    PENSION_RATE,
    PRODUCTION_WAGES,
    SALARIES,
    SOCIAL_RATE,
    planned_salary,
)
from flows.financial_reporting.sample.purchases import BANK

PAYROLL_TAXES, PENSION = "2140", "2145"
NET_SHARE = Decimal("0.70")
"""Part of gross pay that reaches the employee."""


def pay_staff(company: Company, month: date) -> None:
    """Book gross pay, the employer's social insurance and pension contributions, and pay the net."""
    wages = company.vary(PRODUCTION_WAGES * COST_GROWTH[month.year], 2)
    gross = {name: company.vary(planned_salary(name, month), 1) for name in SALARIES}
    social = {name: euros(pay * SOCIAL_RATE) for name, pay in gross.items()}
    pension = {name: euros(pay * PENSION_RATE) for name, pay in gross.items()}
    wages_social = euros(wages * SOCIAL_RATE)
    total = wages + sum(gross.values())
    net = euros(total * NET_SHARE)
    company.post(
        workday(month + timedelta(days=24)),
        f"Payroll {month:%B %Y}",
        Line("5200", wages, "Operations"),
        Line("5210", wages_social, "Operations"),
        *(Line("6110", amount, name) for name, amount in gross.items()),
        *(Line("6120", amount, name) for name, amount in social.items()),
        *(Line("6130", amount, name) for name, amount in pension.items()),
        Line(PAYROLL_TAXES, -(total - net + wages_social + sum(social.values()))),
        Line(PENSION, -sum(pension.values(), Decimal(0))),
        Line(BANK, -net),
    )


def pay_authorities(company: Company, month: date) -> None:
    """Pay over what the month before left owing: payroll taxes and pensions on the 14th, VAT on the 23rd."""
    balance = company.ledger.balances
    for account, text in (
        (PAYROLL_TAXES, "Payroll taxes paid over"),
        (PENSION, "Pension contributions paid over"),
    ):
        company.post(
            workday(month + timedelta(days=13)),
            text,
            Line(account, -balance[account]),
            Line(BANK, balance[account]),
        )
    output, recoverable = balance[OUTPUT_VAT], balance[INPUT_VAT]
    company.post(
        workday(month + timedelta(days=22)),
        "VAT return of the month before",
        Line(OUTPUT_VAT, -output),
        Line(INPUT_VAT, -recoverable),
        Line(BANK, output + recoverable),
    )
