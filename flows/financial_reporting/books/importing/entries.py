"""The journal by entry, and its proof: every entry balances, stands on one date, and is in an open period."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.importing.sql import literal
from flows.financial_reporting.books.refusals import SHOWN, Problem, Refusals

_ENTRIES = """
CREATE TABLE entries AS SELECT
    entry_id, entity, min(date) AS date, min(date) <> max(date) AS two_dates, sum(base_amount) AS residue,
    count(*) FILTER (fx_rate <> 1) AS converted, sum(hash(account, base_amount)) FILTER (NOT closing) AS amounts
FROM journal GROUP BY entry_id, entity
"""


def create_entries(connection: DuckDBPyConnection) -> None:
    """Create the table `entries`, a row for each entry of the journal: whoever asks about entries reads that.

    `residue` is what the entry is out of balance by, `converted` how many postings were converted at a rate; entries
    that differ in `amounts` differ in a posting that is no closing entry's.
    """
    connection.execute(_ENTRIES)


def prove_entries(
    connection: DuckDBPyConnection, tolerance: Decimal, half_unit: Decimal, files: tuple[str, ...], found: Refusals
) -> None:
    """Collect entries that do not balance or have two dates.

    A residue must be below `tolerance`, plus `half_unit` for each posting that was converted at a rate, the most
    that rounding it can leave: it is accepted, and shown by a check of the report.
    """
    entries = f"SELECT *, abs(residue) >= {tolerance} + {half_unit} * converted AS unbalanced FROM entries"
    unbalanced, two_dates = connection.execute(
        f"SELECT count(*) FILTER (unbalanced), count(*) FILTER (two_dates) FROM ({entries})"
    ).fetchall()[0]
    if unbalanced:
        found.add(_unbalanced(connection, entries, files, tolerance), unbalanced)
    if two_dates:
        found.add(_on_two_dates(connection, entries, files), two_dates)


def closed_postings(
    connection: DuckDBPyConnection,
    closed_through: Mapping[str, date],
    files: tuple[str, ...],
    first_source: int,
    found: Refusals,
) -> None:
    """Collect postings on or before the day through which their entity (or "", all of the books) is closed."""
    for entity, day in closed_through.items():
        whose = f"entity = {literal(entity)}" if entity else "true"
        rows = connection.execute(
            f"SELECT source, line, date, count(*) OVER () FROM journal WHERE {whose} AND date <= DATE '{day}' "
            f"AND source >= {first_source} ORDER BY source, line LIMIT {SHOWN}"
        ).fetchall()
        expected = f"a date after {day}, through which {entity or 'the books'} is closed"
        mend = "Post it in an open period, or reopen the period (`countersign period reopen`)."
        problems = [
            Problem("closed period", files[source], line, "date", str(posted), expected, mend)
            for source, line, posted, _ in rows
        ]
        found.add(problems, rows[0][-1] if rows else 0)


def _unbalanced(
    connection: DuckDBPyConnection, entries: str, files: tuple[str, ...], tolerance: Decimal
) -> list[Problem]:
    mend = "Correct or complete the entry's postings; all of them must be in the import."
    return [
        Problem(
            "unbalanced entry",
            files[source],
            line,
            "amount",
            f"entry {entry}{f' of {entity}' if entity else ''} is off by {residue.normalize():f}",
            f"debits equal to credits within less than {tolerance}",
            mend,
        )
        for entry, entity, residue, source, line in _first_lines(connection, entries, "unbalanced")
    ]


def _on_two_dates(connection: DuckDBPyConnection, entries: str, files: tuple[str, ...]) -> list[Problem]:
    mend = "Give the later entry an id of its own (in a mapping: join the id with the year or the date)."
    return [
        Problem("duplicate entry", files[source], line, "entry_id", entry, "one date for one entry_id", mend)
        for entry, _, _, source, line in _first_lines(connection, entries, "two_dates")
    ]


def _first_lines(connection: DuckDBPyConnection, entries: str, which: str) -> list[tuple]:
    return connection.execute(
        f"""SELECT wrong.entry_id, wrong.entity, any_value(wrong.residue), min(source), arg_min(line, (source, line))
        FROM (SELECT * FROM ({entries}) WHERE {which}) wrong
        JOIN journal ON journal.entry_id = wrong.entry_id AND journal.entity IS NOT DISTINCT FROM wrong.entity
        GROUP BY wrong.entry_id, wrong.entity ORDER BY 4, 5 LIMIT {SHOWN}"""
    ).fetchall()
