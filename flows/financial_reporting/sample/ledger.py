"""Keep the sample company's journal: balanced entries, and the account balances they leave."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Line:
    """One journal line: `amount` is debit positive in `currency`, which is the euro where empty."""

    account: str
    amount: Decimal
    department: str = ""
    counterparty: str = ""
    currency: str = ""
    rate: Decimal = Decimal(1)
    """Euros for one unit of `currency`."""

    @property
    def euros(self) -> Decimal:
        """Return the amount in euros; refuse a rate that does not give whole cents."""
        euros = (self.amount * self.rate).normalize()
        if euros != euros.quantize(CENT):
            raise ValueError(
                f"{self.amount} {self.currency} at {self.rate} is {euros} euros: take an amount in hundreds."
            )
        return euros.quantize(CENT)


@dataclass(frozen=True)
class Entry:
    """One balanced journal entry."""

    date: date
    description: str
    lines: tuple[Line, ...]
    document: str = ""
    closing: bool = False


@dataclass
class Ledger:
    """The journal so far, with the balance of each account (euros, debit positive)."""

    entries: list[Entry] = field(default_factory=list)
    balances: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    foreign: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """Balance of each account in its lines' own currency, of foreign lines only."""
    results: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    """Movement of each income and expense account by year, without closing entries."""

    def post(self, entry: Entry) -> None:
        """Add `entry`; refuse one whose lines do not sum to zero euros."""
        total = sum((line.euros for line in entry.lines), Decimal(0))
        if total:
            raise ValueError(f"{entry.date} {entry.description!r} is out of balance by {total} euros.")
        self.entries.append(entry)
        for line in entry.lines:
            self.balances[line.account] += line.euros
            if line.currency:
                self.foreign[line.account] += line.amount
            if line.account >= "4" and not entry.closing:
                self.results[entry.date.year, line.account] += line.euros

    def profit(self, year: int, *, before_tax: bool = False) -> Decimal:
        """Return the profit of `year` so far, positive for a profit."""
        return -sum(
            (
                amount
                for (of_year, account), amount in self.results.items()
                if of_year == year and not (before_tax and account.startswith("8"))
            ),
            Decimal(0),
        )


def euros(value: Decimal) -> Decimal:
    """Return `value` rounded to cents, half to even."""
    return value.quantize(CENT)
