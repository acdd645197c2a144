"""The proof of loaded tables: everything that needs more than one row to be seen."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from duckdb import DuckDBPyConnection
from pydantic import BaseModel

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.entries import closed_postings, create_entries, prove_entries
from flows.financial_reporting.books.importing.rates import books_currency, convert, rate_problems
from flows.financial_reporting.books.importing.references import prove_references
from flows.financial_reporting.books.refusals import Problem, Refusals
from reports.money import minor_units, smallest_unit


class Proved(BaseModel, frozen=True):
    """What the books are beside their rows, once they were proved."""

    company: str = ""
    tables: frozenset[str]
    currency: str
    tolerance: Decimal


def prove(
    connection: DuckDBPyConnection,
    files: tuple[str, ...],
    currency: str,
    tolerance: Decimal | None,
    closed_through: Mapping[str, date],
    *,
    company: str = "",
    first_new: int = 0,
) -> Proved:
    """Return the settings of tables that hold together; raise `Refused` with every problem otherwise.

    `first_new` is the first source whose postings must be in open periods.
    """
    tables = loaded_tables(connection)
    found = Refusals()
    if {"journal", "trial_balances"} <= tables:
        found.add([_both(files)])
    prove_references(connection, tables, files, found)
    if "journal" in tables:
        currency = currency or books_currency(connection)
        convert(connection, currency, minor_units(currency), with_rates="fx_rates" in tables)
        for problems, total in rate_problems(connection, currency, files):
            found.add(problems, total)
        unit = smallest_unit(currency)
        create_entries(connection)
        prove_entries(connection, tolerance or unit, unit / 2, files, found)
        closed_postings(connection, closed_through, files, first_new, found)
    found.refuse()
    tolerance = tolerance or smallest_unit(currency)
    return Proved(company=company, tables=tables, currency=currency, tolerance=tolerance)


def loaded_tables(connection: DuckDBPyConnection) -> frozenset[str]:
    """Return the names of the canonical tables that the connection holds."""
    rows = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    return frozenset(name for (name,) in rows) & BOOKS.keys()


def _both(files: tuple[str, ...]) -> Problem:
    mend = "Leave out trial_balances where the journal is complete."
    return Problem("two ledgers", ", ".join(files), None, "", "", "journal or trial_balances, not both", mend)
