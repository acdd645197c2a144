"""What an import changed: how much of the books is new, replaced, unchanged or gone, table by table."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.importing.joining import JOINED, REPLACED
from flows.financial_reporting.books.importing.sql import literal, names

KEYS = REPLACED | JOINED
OF_THE_FILES = ("source", "line")
"""Columns that say where a row stood, which is no part of the books."""


@dataclass(frozen=True)
class Change:
    """How many accounts, entries, invoices ... of one table the later books have in common with the earlier ones."""

    table: str
    new: int
    replaced: int
    unchanged: int
    gone: int


def changes(before: Books | None, after: Books) -> list[Change]:
    """Return what differs between two states of the books, a row for each table of either; keys are the contract's."""
    return [
        _change(table, before if before and table in before.tables else None, after if table in after.tables else None)
        for table in KEYS
        if table in after.tables or (before is not None and table in before.tables)
    ]


def _change(table: str, before: Books | None, after: Books | None) -> Change:
    if before is None or after is None:
        return Change(table, new=_keys(table, after), replaced=0, unchanged=0, gone=_keys(table, before))
    key = KEYS[table]
    same = " AND ".join(f'later."{column}" IS NOT DISTINCT FROM earlier."{column}"' for column in key)
    with TemporaryDirectory() as folder:
        known = literal(str(Path(folder) / "earlier.parquet"))
        before.connection.execute(f"COPY ({_bodies(table, before)}) TO {known} (FORMAT parquet)")
        new, gone, replaced, unchanged = after.connection.execute(
            f"""SELECT count(*) FILTER (earlier.body IS NULL), count(*) FILTER (later.body IS NULL),
            count(*) FILTER (earlier.body <> later.body), count(*) FILTER (earlier.body = later.body)
            FROM ({_bodies(table, after)}) later FULL JOIN read_parquet({known}) earlier ON {same}"""
        ).fetchall()[0]
    return Change(table, new=new, replaced=replaced, unchanged=unchanged, gone=gone)


def _keys(table: str, books: Books | None) -> int:
    if books is None:
        return 0
    counted = f"SELECT count(*) FROM (SELECT DISTINCT {names(KEYS[table])} FROM {table})"
    return books.connection.execute(counted).fetchall()[0][0]


def _bodies(table: str, books: Books) -> str:
    """Return the SQL of each key with a number that stands for all of its rows, in whatever order."""
    described = books.connection.execute(f"DESCRIBE {table}").fetchall()
    columns = sorted(column for column, *_ in described if column not in OF_THE_FILES)
    texts = ", ".join(f'coalesce(CAST("{column}" AS VARCHAR), chr(0))' for column in columns)
    return f"SELECT {names(KEYS[table])}, sum(hash([{texts}]))::VARCHAR AS body FROM {table} GROUP BY ALL"
