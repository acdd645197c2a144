"""A further import on top of books: what joins, what replaces, and what is refused as there already."""

from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.loading import create_view
from flows.financial_reporting.books.importing.proof import loaded_tables
from flows.financial_reporting.books.importing.sql import literal, names
from flows.financial_reporting.books.refusals import SHOWN, Problem, Refusals

REPLACED = {
    "accounts": ("code",),
    "budget": ("start", "end", "account", "department", "entity"),
    "trial_balances": ("date", "account", "kind", "department", "entity"),
}
"""Later rows take the place of earlier ones with the same key."""
JOINED = {
    "journal": ("entity", "entry_id"),
    "invoices": ("invoice_id",),
    "payments": ("payment_id",),
    "fx_rates": ("date", "from_currency", "to_currency", "kind"),
}
"""A key that is there already is refused; of fx_rates only where the rate differs."""


def join(
    into: DuckDBPyConnection,
    earlier: DuckDBPyConnection,
    later: DuckDBPyConnection,
    earlier_files: int,
    files: tuple[str, ...],
) -> None:
    """Create in `into` the tables of both; `files` are the later ones, numbered after `earlier_files`."""
    found = Refusals()
    with TemporaryDirectory() as folder:
        have = _handed_over(earlier, into, Path(folder), "earlier", 0)
        come = _handed_over(later, into, Path(folder), "later", earlier_files)
        for table in BOOKS:
            if table in have & come:
                found.add(*_there_already(into, table, earlier_files, files))
                _merge(into, table)
            elif table in have | come:
                side = "earlier" if table in have else "later"
                into.execute(f"CREATE TABLE {table}_rows AS FROM {side}_{table}")
            else:
                continue
            create_view(into, table)
            for side in ("earlier", "later"):
                into.execute(f"DROP TABLE IF EXISTS {side}_{table}")
    found.refuse()


def _handed_over(
    source: DuckDBPyConnection, into: DuckDBPyConnection, folder: Path, side: str, first_source: int
) -> frozenset[str]:
    tables = loaded_tables(source)
    for table in tables:
        path = literal(str(folder / f"{side}-{table}.parquet"))
        source.execute(f"COPY (FROM {table}) TO {path} (FORMAT parquet)")
        into.execute(
            f"CREATE TABLE {side}_{table} AS SELECT * REPLACE (CAST(source + {first_source} AS USMALLINT) AS source) "
            f"FROM read_parquet({path})"
        )
    return tables


def _merge(into: DuckDBPyConnection, table: str) -> None:
    key = REPLACED.get(table) or (JOINED[table] if table == "fx_rates" else ())
    kept = f"WHERE NOT EXISTS (FROM later_{table} later WHERE {_same(key)})" if key else ""
    into.execute(
        f"CREATE TABLE {table}_rows AS (SELECT * FROM earlier_{table} earlier {kept}) "
        f"UNION ALL BY NAME (SELECT * FROM later_{table})"
    )


def _there_already(
    into: DuckDBPyConnection, table: str, earlier_files: int, files: tuple[str, ...]
) -> tuple[list[Problem], int]:
    if table not in JOINED:
        return [], 0
    key = JOINED[table]
    differs = "AND later.rate <> earlier.rate" if table == "fx_rates" else ""
    rows = into.execute(
        f"""SELECT min(source), min(line), concat_ws(' ', {names(key)}), count(*) OVER () FROM later_{table} later
        WHERE EXISTS (FROM earlier_{table} earlier WHERE {_same(key)} {differs})
        GROUP BY {names(key)} ORDER BY 1, 2 LIMIT {SHOWN}"""
    ).fetchall()
    (every,) = into.execute(f"SELECT count(DISTINCT ({names(key)})) FROM later_{table}").fetchall()[0]
    total = rows[0][-1] if rows else 0
    whole = "This file was imported before: nothing is to be done." if total == every else ""
    mend = whole or "Leave out what was imported before, or give the new one an id of its own."
    kind = "duplicate entry" if table == "journal" else "duplicate row"
    problems = [
        Problem(kind, files[source - earlier_files], line, key[-1], value, f"a key new to {table}", mend)
        for source, line, value, _ in rows
    ]
    return problems, total


def _same(key: tuple[str, ...]) -> str:
    return " AND ".join(f'later."{column}" IS NOT DISTINCT FROM earlier."{column}"' for column in key)
