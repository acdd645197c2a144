"""Postings that came after books were read: what a released pack does not hold."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.importing.sql import literal

_COLUMNS = "entry_id, date, account, base_amount, description, entity"


@dataclass(frozen=True)
class LatePosting:
    """One posting; `amount` is debit positive in `currency`, the books'."""

    entry_id: str
    date: date
    account: str
    amount: Decimal
    currency: str
    description: str
    entity: str


def late_postings(
    books: DuckDBPyConnection, earlier: DuckDBPyConnection, start: date, end: date, currency: str
) -> list[LatePosting]:
    """Return the postings of `start` to `end`, both inclusive, in `books` but not, or not so, in `earlier`.

    `currency` is that of the books.
    """
    postings = f"SELECT {_COLUMNS} FROM journal WHERE date BETWEEN DATE '{start}' AND DATE '{end}'"
    with TemporaryDirectory() as folder:
        known = literal(str(Path(folder) / "journal.parquet"))
        earlier.execute(f"COPY ({postings}) TO {known} (FORMAT parquet)")
        rows = books.execute(
            f"({postings}) EXCEPT ALL (SELECT {_COLUMNS} FROM read_parquet({known})) "
            "ORDER BY date, entry_id, account, base_amount"
        ).fetchall()
    return [
        LatePosting(entry, day, account, amount, currency, description or "", entity or "")
        for entry, day, account, amount, description, entity in rows
    ]
