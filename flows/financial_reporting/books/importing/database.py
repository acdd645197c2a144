"""A database's tables or views of the contract's names as parts of the books."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.mapped import by_contract, unused_columns
from flows.financial_reporting.books.importing.parts import Part
from flows.financial_reporting.books.importing.reading import TextRows
from flows.financial_reporting.books.importing.sql import name, trimmed
from flows.financial_reporting.books.refusals import Problem, Refused

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_CHUNK = 50_000
"""Rows that are held in Python at a time."""


def database_parts(
    connection: DuckDBPyConnection, database: "Connection | Engine", schema: str | None
) -> tuple[list[Part], list[str]]:
    """Copy the contract's tables out of a database; return them as parts, and the columns that nobody uses."""
    from sqlalchemy import inspect
    from sqlalchemy.engine import Engine

    parts: list[Part] = []
    unused: list[str] = []
    with database.connect() if isinstance(database, Engine) else nullcontext(database) as source:
        inspector = inspect(source)
        there = {*inspector.get_table_names(schema), *inspector.get_view_names(schema)}
        for table in [table for table in BOOKS if table in there]:
            columns = tuple(column["name"] for column in inspector.get_columns(table, schema))
            mapped = by_contract(table, table, columns)
            used = tuple(mapped.tables[0].columns)
            _copy(connection, source, table, used, schema)
            rows = TextRows(table, used, f'"given {table}"', first_line=1)
            parts.append(Part(rows, mapped, mapped.tables[0], len(parts)))
            unused += [f"{table}: {column}" for column in unused_columns(table, columns)]
    if not parts:
        expected = f"tables or views named {', '.join(BOOKS)}"
        mend = "Create views of the contract's shape (docs/books-contract.md), or correct the schema."
        raise Refused([Problem("missing table", schema or "database", None, "", "", expected, mend)])
    return parts, unused


def _copy(
    connection: DuckDBPyConnection, source: "Connection", table: str, columns: Sequence[str], schema: str | None
) -> None:
    texts = ", ".join(f"{name(column)} VARCHAR" for column in columns)
    connection.execute(f'CREATE TEMP TABLE "given {table}" ({texts})')
    for chunk in _chunks(source, table, columns, schema):
        connection.register("chunk", chunk)
        connection.execute(f'INSERT INTO "given {table}" SELECT {trimmed(columns)} FROM chunk')
        connection.unregister("chunk")


def _chunks(source: "Connection", table: str, columns: Sequence[str], schema: str | None) -> Iterator[pd.DataFrame]:
    from sqlalchemy import column, select
    from sqlalchemy import table as named

    query = select(*(column(one) for one in columns)).select_from(named(table, schema=schema))
    for rows in source.execution_options(stream_results=True).execute(query).partitions(_CHUNK):
        yield pd.DataFrame([[_text(value) for value in row] for row in rows], columns=list(columns), dtype="str")


def _text(value: Any) -> str | None:
    """Write a driver's value as a CSV would hold it; a float by its shortest exact text."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal | float):
        return f"{Decimal(str(value)):f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
