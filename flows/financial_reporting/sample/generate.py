"""Write the sample company's books; the chart of accounts, `accounts.csv`, is kept by hand.

`python -m flows.financial_reporting.sample.generate [FOLDER]` writes the same bytes each time.
"""

import csv
import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from flows.financial_reporting.sample import (
    FOLDER,
    bank,
    closing,
    energy,
    equipment,
    incidents,
    october,
    payroll,
    purchases,
    sales,
)
from flows.financial_reporting.sample.budget import budget
from flows.financial_reporting.sample.company import Company
from flows.financial_reporting.sample.ledger import Entry
from flows.financial_reporting.sample.months import months
from flows.financial_reporting.sample.open_items import OpenItems
from flows.financial_reporting.sample.opening import open_books
from flows.financial_reporting.sample.rates import Rates

SEED = "Brightwater Instruments"
ENTITY = "Brightwater"
FIRST_ENTRY = 100_001


def write_books(folder: Path) -> None:
    """Write the sample books into `folder`, replacing what is there."""
    company = Company(Rates(Random(f"{SEED}, rates")), Random(SEED))  # noqa: S311 (repeatable, not secret)
    open_books(company)
    for month in months():
        write_month(company, month)
    _write(folder / "journal.csv", JOURNAL_COLUMNS, _journal(company.ledger.entries))
    _write(folder / "budget.csv", "period account amount department", budget())
    _write(
        folder / "invoices.csv",
        "invoice_id kind counterparty issued due amount currency",
        _invoices(company.items),
    )
    _write(folder / "payments.csv", "payment_id invoice_id date amount", _payments(company.items))
    _write(folder / "fx_rates.csv", "date from_currency to_currency rate kind", company.rates.rows())


def write_month(company: Company, month: date) -> None:
    """Post one month, in the order in which its later steps need what its earlier ones left."""
    sold_before = sales.sold_goods(company, month.year)
    payroll.pay_authorities(company, month)
    energy.invoice_energy(company, month)
    closing.reverse_accruals(company, month)
    sales.sell(company, month)
    sales.sign_contracts(company, month)
    sales.take_back(company, month)
    sold = sales.sold_goods(company, month.year) - sold_before
    sales.ship(company, month, sold)
    purchases.buy_materials(company, month)
    purchases.buy_overheads(company, month, october.OMITTED.get(month, frozenset()))
    purchases.travel(company, month)
    equipment.buy_equipment(company, month)
    incidents.happen(company, month)
    october.happen(company, month)
    payroll.pay_staff(company, month)
    bank.receive(company, month)
    october.overpay(company, month)
    bank.pay_suppliers(company, month)
    bank.bank_month(company, month)
    bank.pay_tax_and_dividend(company, month)
    equipment.depreciate(company, month)
    energy.accrue_energy(company, month)
    closing.defer_and_accrue(company, month)
    closing.provide(company, month, sales.sold_goods(company, month.year) - sold_before)
    closing.revalue(company, month)
    closing.provide_tax(company, month)
    closing.close_year(company, month)


JOURNAL_COLUMNS = (
    "entry_id date account debit credit currency fx_rate description entity department counterparty document closing"
)


def _journal(entries: list[Entry]) -> Iterable[tuple[object, ...]]:
    """Number the entries by date and yield the journal's rows; euros leave currency and rate empty."""
    for entry_id, entry in enumerate(sorted(entries, key=lambda entry: entry.date), start=FIRST_ENTRY):
        for line in entry.lines:
            debit = f"{line.amount:.2f}" if line.amount > 0 else ""
            credit = f"{-line.amount:.2f}" if line.amount < 0 else ""
            yield (
                *(entry_id, entry.date, line.account, debit, credit),
                *(line.currency, line.rate if line.currency else "", entry.description, ENTITY),
                *(line.department, line.counterparty, entry.document, "true" if entry.closing else ""),
            )


def _invoices(items: OpenItems) -> Iterable[tuple[object, ...]]:
    for item in sorted(items.invoices, key=lambda item: (item.issued, item.invoice_id)):
        currency = item.currency or "EUR"
        yield (
            item.invoice_id,
            item.kind,
            item.counterparty,
            item.issued,
            item.due,
            f"{item.amount:.2f}",
            currency,
        )


def _payments(items: OpenItems) -> Iterable[tuple[object, ...]]:
    payments = sorted(items.payments, key=lambda payment: (payment.date, payment.invoice.invoice_id))
    for number, payment in enumerate(payments, start=1):
        yield f"Z{number:05}", payment.invoice.invoice_id, payment.date, f"{payment.amount:.2f}"


def _write(path: Path, columns: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Write `rows` under a header; line ends are the same on every system."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns.split())
        writer.writerows([f"{value:f}" if isinstance(value, Decimal) else value for value in row] for row in rows)


if __name__ == "__main__":
    write_books(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
