"""Parts of files into the canonical tables of a DuckDB connection: all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import duckdb
from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.contract import BOOKS, Table
from flows.financial_reporting.books.importing.canonical import COLUMNS, alike_sql, given_columns
from flows.financial_reporting.books.importing.parts import Part, part_problems, select_sql
from flows.financial_reporting.books.importing.reading import misread_rows
from flows.financial_reporting.books.importing.sql import name
from flows.financial_reporting.books.importing.typed import NARROW, WIDE
from flows.financial_reporting.books.refusals import Problem, Refusals


def load_parts(connection: DuckDBPyConnection, parts: Sequence[Part], places: int) -> None:
    """Create the canonical tables out of their parts, accounts first; raise `Refused` with all problems.

    `places` are the decimals of the books' currency. Each table is a view `name` over rows `name_rows`, which hold
    no more than the files give: what is alike in every row, the view adds.
    """
    found = Refusals()
    for table in BOOKS.values():
        its_parts = [part for part in parts if part.table is table]
        if its_parts and not _loaded(connection, table, its_parts, places):
            _diagnose(connection, its_parts, found)
    found.refuse()


def create_view(connection: DuckDBPyConnection, table: str, added: Mapping[str, str] = MappingProxyType({})) -> None:
    """Name the rows of a canonical table; `added` are the columns that they do not hold, as SQL."""
    columns = ", ".join(["*", *(f"{sql} AS {name(column)}" for column, sql in added.items())])
    connection.execute(f"CREATE OR REPLACE VIEW {table} AS SELECT {columns} FROM {table}_rows")


def _loaded(connection: DuckDBPyConnection, table: Table, parts: Sequence[Part], places: int) -> bool:
    """Create the table; False where a value is missing or wrong.

    Amounts that NARROW does not hold exactly make the whole table WIDE.
    """
    for amount in (NARROW, WIDE):
        try:
            _create(connection, table, parts, amount, places)
        except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.OutOfRangeException):
            connection.execute(f"DROP TABLE IF EXISTS {table.name}_rows")
        else:
            return _complete(connection, table)
    return False


def _create(connection: DuckDBPyConnection, table: Table, parts: Sequence[Part], amount: str, places: int) -> None:
    by_position = len(parts) == 1 and parts[0].numbered_by_position
    given = given_columns(table.name, {column for part in parts for column in part.mapped.columns})
    selects = [select_sql(part, given, amount, places, lines=not by_position) for part in parts]
    connection.execute(f"CREATE TABLE {table.name}_rows AS {selects[0]}")
    for part, select in zip(parts[1:], selects[1:], strict=True):
        unseen = _unseen(table, given) if part.mapped.distinct else "true"
        connection.execute(f"INSERT INTO {table.name}_rows BY NAME SELECT * FROM ({select}) came WHERE {unseen}")
    added = {one: alike_sql(table.name, one, amount) for one in COLUMNS[table.name] if one not in given}
    line = {"line": f"rowid + {parts[0].rows.first_line}"} if by_position else {}
    create_view(connection, table.name, added | line)


def _unseen(table: Table, given: Iterable[str]) -> str:
    same = " AND ".join(f"seen.{name(one)} IS NOT DISTINCT FROM came.{name(one)}" for one in given)
    return f"NOT EXISTS (FROM {table.name}_rows seen WHERE {same})"


def _complete(connection: DuckDBPyConnection, table: Table) -> bool:
    needed = [column for column in COLUMNS[table.name] if column in (*table.required, "amount")]
    counts = ", ".join(f"count({name(column)})" for column in needed)
    rows, *filled = connection.execute(f"SELECT count(*), {counts} FROM {table.name}").fetchall()[0]
    return all(count == rows for count in filled)


def _diagnose(connection: DuckDBPyConnection, parts: Sequence[Part], found: Refusals) -> None:
    before = len(found.problems)
    for part in parts:
        misread = misread_rows(part.rows)
        found.add(misread)
        if not misread:
            part_problems(connection, part, WIDE, found)
    if len(found.problems) == before:
        expected = "amounts that 20 digits before the point hold, also when they are converted"
        mend = "Check amount and fx_rate: their product is too large."
        files = ", ".join(part.rows.file for part in parts)
        found.add([Problem("too large", files, None, "amount", "", expected, mend)])
