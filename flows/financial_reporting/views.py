"""The books of a case as views for queries: the contract's tables, frozen when the case read them."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from flows.financial_reporting.books.contract import BOOKS, CONTRACT_VERSION
from flows.financial_reporting.books.importing.canonical import COLUMNS
from flows.financial_reporting.books.importing.sql import literal, names
from flows.financial_reporting.books.library import books_of
from reports.canonical import sha256
from tasks.casebook.answers import frozen_answer
from tasks.casebook.cases import Case
from tasks.tools.tool import ArgumentsRefused
from tasks.tools.views import Views, database_file

if TYPE_CHECKING:
    from flows.financial_reporting.books.books import Books

_DERIVED = {
    ("journal", "amount"): "In the posting's currency: debit positive, credit negative.",
    ("journal", "base_amount"): "In the currency of the books: debit positive, credit negative. Sum this one.",
    ("trial_balances", "date"): "The last day of the period.",
    ("budget", "start"): "The first day of the period.",
    ("budget", "end"): "The last day of the period.",
}
"""What columns hold that the books have beside those of the contract."""


async def books_views(case: Case) -> Views:
    """Return the views of the books that the case reports on; raise `ArgumentsRefused` before it has read them."""
    manifest = await frozen_answer(case, "books")
    if manifest is None:
        raise ArgumentsRefused("The case has not read its books yet: ask once its step 'books' is taken.")
    tables = sorted(manifest["tables"].keys() & BOOKS.keys())

    async def write(path: Path) -> None:
        await asyncio.to_thread(_write, await books_of(manifest), tables, path)

    database = await database_file(sha256([manifest["tables"], COLUMNS, CONTRACT_VERSION]), write)
    return Views(database, {table: _columns(table) for table in tables})


def _write(books: "Books", tables: list[str], path: Path) -> None:
    books.connection.execute(f"ATTACH {literal(str(path))} AS views")
    for table in tables:
        books.connection.execute(f"CREATE TABLE views.{table} AS SELECT {names(COLUMNS[table])} FROM {table}")
    books.connection.execute("DETACH views")


def _columns(table: str) -> dict[str, str]:
    says = {column.name: column.says for column in BOOKS[table].columns}
    return {column: _DERIVED.get((table, column), says.get(column, "")) for column in COLUMNS[table]}
