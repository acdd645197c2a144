"""Postings in which two states of the books differ: what a released pack does not hold, or holds otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import groupby, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.importing.sql import literal


@dataclass(frozen=True, order=True)
class Posting:
    """One posting; amounts are debit positive. Two postings that figures can tell apart are not equal."""

    date: date
    entry_id: str
    account: str
    amount: Decimal
    """In the currency of the books."""
    entity: str
    department: str
    counterparty: str
    closing: bool
    posted_currency: str
    """"" for that of the books."""
    posted_amount: Decimal
    description: str


@dataclass(frozen=True)
class PostingChange:
    """A posting of one entry as it was before and as it is now: None where it was not there, or is gone."""

    before: Posting | None
    after: Posting | None

    @property
    def posting(self) -> Posting:
        """Return the posting as it stands, or as it last stood."""
        found = self.after or self.before
        assert found is not None
        return found


_SQL = {
    "amount": "base_amount",
    "posted_amount": "amount",
    "posted_currency": "coalesce(currency, '')",
    **{name: f"coalesce({name}, '')" for name in ("entity", "department", "counterparty", "description")},
}
_COLUMNS = ", ".join(f"{_SQL.get(one.name, one.name)} AS {one.name}" for one in fields(Posting))
_POSTINGS = f"SELECT {_COLUMNS} FROM journal"
_DIFFERING = """
WITH came AS ({later} EXCEPT ALL {earlier}), gone AS ({earlier} EXCEPT ALL {later}),
differing AS (SELECT false AS now, * FROM gone UNION ALL SELECT true, * FROM came)
SELECT * FROM differing SEMI JOIN (SELECT entity, entry_id FROM differing WHERE date <= DATE '{end}')
USING (entity, entry_id) ORDER BY ALL
"""


def posting_changes(books: DuckDBPyConnection, earlier: DuckDBPyConnection, end: date) -> list[PostingChange]:
    """Return how the entries dated up to `end`, inclusive, in either books differ, in the order of their dates.

    An entry that was moved beyond `end`, or from there, is one that changed.
    """
    with TemporaryDirectory() as folder:
        known = literal(str(Path(folder) / "journal.parquet"))
        earlier.execute(f"COPY ({_POSTINGS}) TO {known} (FORMAT parquet)")
        sql = _DIFFERING.format(later=f"({_POSTINGS})", earlier=f"(FROM read_parquet({known}))", end=end)
        rows = [(now, Posting(*values)) for now, *values in books.execute(sql).fetchall()]
    by_entry = sorted(rows, key=lambda row: (row[1].entity, row[1].entry_id))
    changes = [
        change
        for _, entry in groupby(by_entry, key=lambda row: (row[1].entity, row[1].entry_id))
        for change in _paired(list(entry))
    ]
    return sorted(changes, key=lambda change: change.posting)


def _paired(entry: list[tuple[bool, Posting]]) -> Iterator[PostingChange]:
    """Yield the changes of one entry, pairing postings of the same account first."""
    before, after = ([posting for now, posting in entry if now is wanted] for wanted in (False, True))
    accounts = {posting.account for posting in before} & {posting.account for posting in after}
    for account in sorted(accounts):
        yield from _side_by_side(_of(before, account), _of(after, account))
    others = ([posting for posting in side if posting.account not in accounts] for side in (before, after))
    yield from _side_by_side(*others)


def _of(postings: Iterable[Posting], account: str) -> list[Posting]:
    return [posting for posting in postings if posting.account == account]


def _side_by_side(before: Iterable[Posting], after: Iterable[Posting]) -> Iterator[PostingChange]:
    for was, now in zip_longest(sorted(before), sorted(after)):
        yield PostingChange(was, now)
