"""The process in which one query runs: what it takes of memory and time is its own, and ends with it.

Takes `{"database": PATH, "sql": TEXT, "rows": MOST}` from its standard input and answers with a line of JSON, what the
query gives or `{"problem": "..."}`.
"""

import json
import os
import resource
import sys
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY = 1_200_000_000
"""Bytes that the process may take: the database's own limit does not count the texts that it makes."""
SECONDS = 60
"""Of work, for the case that nobody is there any more to end it."""
SIGNS = 100_000
"""Of all values together; rows beyond it are left out, and said to be."""
TOO_MUCH = "The query needs more memory than one may have: narrow it down."

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


def main() -> None:
    """Answer one question."""
    asked, answers = json.load(sys.stdin), os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # the database draws its progress there
    _bound()
    try:
        answer = _answer(asked["database"], asked["sql"], asked["rows"])
    except MemoryError:
        answer = {"problem": TOO_MUCH}
    with answers:
        json.dump(answer, answers)


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    if sys.platform == "linux":  # elsewhere the bound is refused or not kept
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _answer(database: str, sql: str, rows: int) -> dict[str, Any]:
    import duckdb

    try:
        with duckdb.connect(database, read_only=True, config=_CONFIG) as connection:
            return _rows(connection, sql, rows)
    except duckdb.OutOfMemoryException:
        return {"problem": TOO_MUCH}
    except duckdb.Error as error:
        return {"problem": f"The query has no result: {str(error).splitlines()[0][:300]}"}


def _rows(connection: "DuckDBPyConnection", sql: str, most: int) -> dict[str, Any]:
    result = connection.execute(sql)
    columns = _distinct([name for name, *_ in result.description or ()])
    rows, signs = list[dict[str, Any]](), 0
    while (values := result.fetchone()) is not None:
        row = dict(zip(columns, map(_plain, values), strict=True))
        signs += sum(len(str(value)) for value in row.values())
        if len(rows) == most or signs > SIGNS:
            return {"columns": columns, "rows": rows, "more": True}
        rows.append(row)
    return {"columns": columns, "rows": rows, "more": False}


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


if __name__ == "__main__":
    main()
