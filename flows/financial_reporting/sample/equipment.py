"""Write the sample company's fixed assets: what was bought, and the depreciation of each class."""

from datetime import date, timedelta
from decimal import Decimal

from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Line, euros
from flows.financial_reporting.sample.months import month_end, workday
from flows.financial_reporting.sample.parties import Supplier
from flows.financial_reporting.sample.purchases import book

CLASSES = {
    "1510": ("1519", Decimal(2_050_000), 120, "Operations"),
    "1520": ("1529", Decimal(640_000), 84, "Research"),
    "1530": ("1539", Decimal(210_000), 48, "Administration"),
}
"""By cost account: accumulated depreciation, opening cost, useful life in months, department."""
MACHINES = Supplier("Kessler Maschinenbau GmbH", 30, 0)
LABORATORY = Supplier("Celbridge Scientific")
COMPUTERS = Supplier("Lagan Cloud Services")
BOUGHT = {
    (2024, 4): ("1510", 186_000, MACHINES, "Probe assembly line, second cell"),
    (2024, 9): ("1520", 74_500, LABORATORY, "Climate chamber for type tests"),
    (2025, 2): ("1530", 58_200, COMPUTERS, "Workstations and network switches"),
    (2025, 6): ("1510", 241_000, MACHINES, "Automatic potting station"),
    (2025, 11): ("1520", 96_800, LABORATORY, "Optical bench and reference photometer"),
    (2026, 3): ("1510", 158_000, MACHINES, "Laser marking machine"),
    (2026, 8): ("1530", 41_300, COMPUTERS, "Backup servers"),
}
"""By year and month: account, net cost, supplier, text."""


def buy_equipment(company: Company, month: date) -> None:
    """Book the month's equipment, if there is some."""
    if (month.year, month.month) in BOUGHT:
        account, cost, supplier, text = BOUGHT[month.year, month.month]
        book(company, workday(month + timedelta(days=13)), supplier, account, euros(Decimal(cost)), text)


def depreciation(account: str, month: date) -> Decimal:
    """Return the month's straight-line depreciation of a class, on what was in use before the month."""
    _, opening, life, _ = CLASSES[account]
    added = sum(
        cost for at, (bought, cost, *_) in BOUGHT.items() if bought == account and at < (month.year, month.month)
    )
    return euros((opening + added) / life)


def depreciate(company: Company, month: date) -> None:
    """Book the month's depreciation of each class."""
    for account, (accumulated, _, _, department) in CLASSES.items():
        amount = depreciation(account, month)
        company.post(
            month_end(month),
            f"Depreciation {month:%B %Y}",
            Line("6710", amount, department),
            Line(accumulated, -amount),
        )
