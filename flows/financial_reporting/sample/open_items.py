"""Keep the sample company's invoices and payments: the sub-ledger of its receivables and payables."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from flows.financial_reporting.sample.parties import TRADE_PAYABLES, TRADE_RECEIVABLES

PREFIX = {"receivable": "S", "payable": "P"}


@dataclass(frozen=True)
class Invoice:
    """An invoice, or a credit note where `amount` is negative; `rate` is what it was booked at."""

    invoice_id: str
    kind: Literal["receivable", "payable"]
    counterparty: str
    issued: date
    due: date
    amount: Decimal
    currency: str
    rate: Decimal

    @property
    def account(self) -> str:
        """Return the control account that it is booked on."""
        return (TRADE_RECEIVABLES if self.kind == "receivable" else TRADE_PAYABLES)[self.currency]


@dataclass(frozen=True)
class Payment:
    """A payment of an invoice, in the invoice's currency."""

    date: date
    invoice: Invoice
    amount: Decimal


@dataclass
class OpenItems:
    """All invoices and payments, and the payments that are still to come."""

    invoices: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    planned: list[tuple[date, Invoice, Decimal | None]] = field(default_factory=list)
    """Day, invoice and amount; None pays what is open on that day."""
    paid: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    issued: Counter[str] = field(default_factory=Counter)

    def number(self, kind: Literal["receivable", "payable"], year: int) -> str:
        """Return the next invoice id of `kind` and `year`: S26-0001, P26-0001 ..."""
        series = f"{PREFIX[kind]}{year % 100:02}"
        self.issued[series] += 1
        return f"{series}-{self.issued[series]:04}"

    def open(self, invoice: Invoice) -> Decimal:
        """Return what is not paid yet, negative for an overpaid invoice or an open credit note."""
        return invoice.amount - self.paid[invoice.invoice_id]

    def pay(self, day: date, invoice: Invoice, amount: Decimal) -> Payment:
        """Record a payment of `invoice`."""
        payment = Payment(day, invoice, amount)
        self.payments.append(payment)
        self.paid[invoice.invoice_id] += amount
        return payment

    def settle(self, kind: Literal["receivable", "payable"], until: date) -> list[Payment]:
        """Record the planned payments of `kind` up to and including `until` and return them by date."""
        due = [plan for plan in self.planned if plan[1].kind == kind and plan[0] <= until]
        self.planned = [plan for plan in self.planned if plan not in due]
        due.sort(key=lambda plan: (plan[0], plan[1].invoice_id))
        return [
            self.pay(day, invoice, amount)
            for day, invoice, planned in due
            if (amount := self.open(invoice) if planned is None else planned)
        ]
