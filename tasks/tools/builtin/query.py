"""Query: one SELECT on the views of the case's frozen data contract, in a process that can only read."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tasks.casebook.tool_terms import Caller
from tasks.tools.builtin import query_process
from tasks.tools.select import LONGEST, checked_select, limited
from tasks.tools.tool import ArgumentsRefused, Tool
from tasks.tools.views import Views, views_of

ROWS = 200
"""Most rows that a query gives."""
USUAL_ROWS = 50
_KEPT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "VIRTUAL_ENV")
"""What Python itself needs of our environment."""


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
    """Run a checked query in a process of its own, which ends with whoever gives up on it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # no module of the folder that we happen to stand in
        "-m",
        query_process.__name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
    )
    asked = json.dumps({"database": str(database), "sql": sql, "rows": rows})
    try:
        told, complaint = await process.communicate(asked.encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _told(process.returncode, told, complaint)


def _told(code: int | None, told: bytes, complaint: bytes) -> dict[str, Any]:
    """Return what the process answered; raise `ArgumentsRefused` where the query is to blame."""
    if code is not None and code < 0:  # the database is ended by what it is not given
        raise ArgumentsRefused(query_process.TOO_MUCH)
    if code:
        last = complaint.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"the process that queries ended: {''.join(last)[:300]}")
    answer = json.loads(told)
    if "problem" in answer:
        raise ArgumentsRefused(answer["problem"])
    return answer


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
