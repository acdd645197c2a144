"""Hold what the sample company's books are written with, and book the two kinds of invoice."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from flows.financial_reporting.sample.ledger import Entry, Ledger, Line, euros
from flows.financial_reporting.sample.open_items import Invoice, OpenItems
from flows.financial_reporting.sample.parties import Customer, Supplier
from flows.financial_reporting.sample.rates import Rates

OUTPUT_VAT, INPUT_VAT = "2130", "1140"


@dataclass
class Company:
    """The books being written, the rates and the dice that vary them."""

    rates: Rates
    dice: Random
    ledger: Ledger = field(default_factory=Ledger)
    items: OpenItems = field(default_factory=OpenItems)
    reversals: list[Entry] = field(default_factory=list)
    """Accruals and revaluations to be reversed on the first day of the next month."""

    def vary(self, amount: Decimal, percent: int) -> Decimal:
        """Return `amount` changed by at most `percent`, in whole cents."""
        return euros(amount * (1 + Decimal(self.dice.randint(-percent * 100, percent * 100)) / 10_000))

    def post(self, day: date, description: str, *lines: Line, document: str = "", closing: bool = False) -> Entry:
        """Post one entry and return it."""
        entry = Entry(day, description, lines, document, closing)
        self.ledger.post(entry)
        return entry

    def bill_customer(
        self, day: date, customer: Customer, account: str, net: Decimal, text: str, department: str = "Sales"
    ) -> Invoice:
        """Invoice `net` (negative for a credit note), with VAT where it is due, and return the invoice."""
        vat = euros(net * customer.vat_rate / 100)
        rate = self.rates.booking(customer.currency, day)
        invoice = Invoice(
            self.items.number("receivable", day.year), "receivable", customer.name, day,
            day + timedelta(days=customer.terms), net + vat, customer.currency, rate,
        )  # fmt: skip
        foreign = {"counterparty": customer.name, "currency": customer.currency, "rate": rate}
        lines = [
            Line(invoice.account, net + vat, **foreign),
            Line(account, -net, department if account >= "4" else "", **foreign),
            *([Line(OUTPUT_VAT, -vat)] if vat else []),
        ]
        self.items.invoices.append(invoice)
        self.post(day, text, *lines, document=invoice.invoice_id)
        return invoice

    def bill_from_supplier(
        self, day: date, supplier: Supplier, account: str, net: Decimal, text: str, department: str = ""
    ) -> Invoice:
        """Book a supplier's invoice over `net`, with recoverable VAT where it carries some, and return it."""
        vat = euros(net * supplier.vat_rate / 100)
        rate = self.rates.booking(supplier.currency, day)
        invoice = Invoice(
            self.items.number("payable", day.year), "payable", supplier.name, day,
            day + timedelta(days=supplier.terms), net + vat, supplier.currency, rate,
        )  # fmt: skip
        foreign = {"counterparty": supplier.name, "currency": supplier.currency, "rate": rate}
        lines = [
            Line(account, net, department, **foreign),
            *([Line(INPUT_VAT, vat)] if vat else []),
            Line(invoice.account, -(net + vat), **foreign),
        ]
        self.items.invoices.append(invoice)
        self.post(day, text, *lines, document=invoice.invoice_id)
        return invoice
