"""A journal's own riddles: what holds an entry together, and which sign a posting has."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flows.financial_reporting.books.profiling.guess import Guess

CREDIT_MARKS = frozenset({"h", "haben", "c", "cr", "credit", "k", "kredit", "crédit"})
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Entries:
    """How a journal's rows make entries that balance."""

    join: tuple[str, ...]
    """The file's columns that name an entry; () where every row is a whole entry."""
    credit_mark: str
    """The value of the mark column on credits, "" where the sign says it."""
    balanced: int
    total: int

    @property
    def share(self) -> Decimal:
        """How many of the entries balance, 0 to 1."""
        return Decimal(self.balanced) / self.total if self.total else Decimal(0)


def entries(found: Guess) -> Entries:
    """Return the way to make entries: by a number where most balance so, by the day otherwise."""
    columns, layout = found.columns, found.layout
    mark = _credit_mark(found)
    if "contra_account" in columns:
        return Entries((), mark, len(layout.rows), len(layout.rows))
    amounts = _amounts(found, mark)
    named = [columns[one] for one in ("entry_id", "document") if one in columns]
    ways = [(one,) for one in named] + [(one, columns["date"]) for one in named]
    tried = [Entries(way, mark, *_balanced(found, way, amounts)) for way in ways]
    best = max(tried, key=lambda one: one.share, default=None)
    if best and best.share > Decimal("0.5"):
        return best
    by_day = Entries((columns["date"],), mark, *_balanced(found, (columns["date"],), amounts))
    return max([by_day, *tried], key=lambda one: one.share)


def _credit_mark(found: Guess) -> str:
    if "mark" not in found.columns or "debit" in found.columns:
        return ""
    values = set(found.layout.values(found.columns["mark"]))
    return next((value for value in sorted(values) if value.lower() in CREDIT_MARKS), "")


def _amounts(found: Guess, mark: str) -> list[Decimal]:
    layout, columns = found.layout, found.columns
    if "debit" in columns:
        debit, credit = (_numbers(found, columns.get(side)) for side in ("debit", "credit"))
        return [one - other for one, other in zip(debit, credit, strict=True)]
    amounts = _numbers(found, columns["amount"])
    if not mark:
        return amounts
    at = layout.columns.index(columns["mark"])
    return [-amount if row[at] == mark else amount for amount, row in zip(amounts, layout.rows, strict=True)]


def _numbers(found: Guess, column: str | None) -> list[Decimal]:
    if column is None:
        return [Decimal(0)] * len(found.layout.rows)
    at = found.layout.columns.index(column)
    cells = (row[at] for row in found.layout.rows)
    return [found.style.number(cell) if cell and found.style.fits(cell) else Decimal(0) for cell in cells]


def _balanced(found: Guess, way: Sequence[str], amounts: Sequence[Decimal]) -> tuple[int, int]:
    places = [found.layout.columns.index(column) for column in way]
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row, amount in zip(found.layout.rows, amounts, strict=True):
        sums[tuple(row[place] for place in places)] += amount
    return sum(abs(total) < _CENT for total in sums.values()), len(sums)
