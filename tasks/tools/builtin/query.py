"""Query: one SELECT on the views of the case's frozen data contract, on a connection that can only read."""

import asyncio
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.tools.select import LONGEST, checked_select, limited
from tasks.tools.tool import ArgumentsRefused, Caller, Tool
from tasks.tools.views import Views, views_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 200
"""Most rows that a query gives."""
USUAL_ROWS = 50
SIGNS = 100_000
"""Of all values together; rows beyond it are left out, and said to be."""

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "allow_community_extensions": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # or a name could mean a variable of this process
    "temp_directory": "",
    "memory_limit": "512MB",
    "threads": "1",
    "lock_configuration": "true",
}


async def _asked(caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
    views = await views_of(caller.case)
    if "sql" not in arguments:
        return _contract(views)
    rows = arguments.get("rows", USUAL_ROWS)
    try:
        sql = limited(checked_select(arguments["sql"], views.columns), rows + 1)
    except RecursionError as error:
        raise ArgumentsRefused("The query holds too much within each other: flatten it with WITH.") from error
    return await _run(views.database, sql, rows)


def _contract(views: Views) -> dict[str, Any]:
    """Return the views and their columns as rows, for whoever is to write a query."""
    rows = [
        {"view": view, "column": column, "holds": holds}
        for view, columns in views.columns.items()
        for column, holds in columns.items()
    ]
    return {"columns": ["view", "column", "holds"], "rows": rows, "more": False}


async def _run(database: Path, sql: str, rows: int) -> dict[str, Any]:
    """Run a checked query; whoever gives up on it ends it in the database too."""
    import duckdb

    connection = await asyncio.to_thread(duckdb.connect, str(database), read_only=True, config=_CONFIG)
    try:
        running = asyncio.ensure_future(asyncio.to_thread(_rows, connection, sql, rows))
        try:
            return await asyncio.shield(running)
        except asyncio.CancelledError:
            connection.interrupt()
            with suppress(Exception):  # that it was interrupted
                await running
            raise
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException):
            raise ArgumentsRefused("The query needs more memory than one may have: narrow it down.") from error
        raise ArgumentsRefused(f"The query has no result: {str(error).splitlines()[0][:300]}") from error
    finally:
        connection.close()


def _rows(connection: "DuckDBPyConnection", sql: str, most: int) -> dict[str, Any]:
    result = connection.execute(sql)
    columns = _distinct([name for name, *_ in result.description or ()])
    found = result.fetchmany(most + 1)
    rows, signs = [], 0
    for values in found[:most]:
        row = dict(zip(columns, map(_plain, values), strict=True))
        signs += sum(len(str(value)) for value in row.values())
        if signs > SIGNS:
            break
        rows.append(row)
    return {"columns": columns, "rows": rows, "more": len(rows) < len(found)}


def _distinct(names: list[str]) -> list[str]:
    """Return names of which none is there twice."""
    found: list[str] = []
    for name in names:
        number, other = 2, name
        while other in found:
            number, other = number + 1, f"{name}_{number}"
        found.append(other)
    return found


def _plain(value: Any) -> str | int | bool | None:
    """Return a value as JSON: a number with decimals as the text of its digits, so that none is lost."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        number = Decimal(f"{value:.15g}")  # the digits that a binary fraction holds for certain
        return f"{number:f}" if number.is_finite() else None
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


QUERY = Tool(
    name="query",
    description=(
        "The data that this case reports on, as it was frozen: one SELECT in SQL (DuckDB's) on the case's views; "
        "joins, WITH, UNION, GROUP BY and window functions are allowed. Without `sql` it gives the views and what "
        f"their columns hold: ask that first. `rows` says how many rows you read, {USUAL_ROWS} unless you say, {ROWS} "
        "at most; `more` tells whether there were more. Amounts come as text of decimal digits."
    ),
    arguments={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "sql": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            "rows": {"type": "integer", "minimum": 1, "maximum": ROWS},
        },
    },
    result={
        "type": "object",
        "additionalProperties": False,
        "required": ["columns", "rows", "more"],
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}},
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": {"type": ["string", "integer", "boolean", "null"]},
                },
            },
            "more": {"type": "boolean"},
        },
    },
    call=_asked,
    outside=True,  # descriptions and names in it were written by others
    reaches_out=False,
    own=True,
    timeout=30,  # a case's first query lays its books out
)
