"""Foreign-currency postings without a rate of their own: the rate of their day, or a refusal; never 1.0."""

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.importing.canonical import converted_sql
from flows.financial_reporting.books.importing.sql import literal
from flows.financial_reporting.books.refusals import SHOWN, Problem

CARRIED_DAYS = 7
"""How long a closing rate holds where later days have none: over weekends and holidays."""


def books_currency(connection: DuckDBPyConnection) -> str:
    """Return the only currency that the postings name where they all name it, without rates; else ""."""
    rows = connection.execute(
        "SELECT min(currency), count(DISTINCT currency), count(*) - count(currency), count(fx_rate) FROM journal"
    ).fetchall()
    only, currencies, without, rates = rows[0]
    return only if (currencies, without, rates) == (1, 0, 0) else ""


def convert(connection: DuckDBPyConnection, currency: str, places: int, *, with_rates: bool) -> None:
    """Give foreign postings without fx_rate the closing rate of their day, at most `CARRIED_DAYS` old."""
    if not with_rates or not currency or not _foreign_without_rate(connection, currency):
        return
    connection.execute(
        f"""CREATE TEMP TABLE day_rates AS
        SELECT needed.date, needed.currency, known.rate
        FROM (SELECT DISTINCT date, currency FROM journal
              WHERE currency <> {literal(currency)} AND fx_rate IS NULL) needed
        ASOF JOIN (SELECT * FROM fx_rates WHERE kind = 'closing' AND to_currency = {literal(currency)}) known
        ON needed.currency = known.from_currency AND needed.date >= known.date
        WHERE needed.date - known.date <= {CARRIED_DAYS}"""
    )
    connection.execute(
        f"""UPDATE journal_rows SET fx_rate = day_rates.rate,
            base_amount = {converted_sql("amount", "day_rates.rate", places)}
        FROM day_rates
        WHERE journal_rows.date = day_rates.date AND journal_rows.currency = day_rates.currency
          AND journal_rows.fx_rate IS NULL"""
    )
    connection.execute("DROP TABLE day_rates")


def rate_problems(
    connection: DuckDBPyConnection, currency: str, files: tuple[str, ...]
) -> list[tuple[list[Problem], int]]:
    """Return what is wrong with the rates of postings, by kind, each with its total."""
    unknown = "the currency of the books, since some postings name one"
    checks = [
        (
            "missing FX rate",
            f"currency IS NOT NULL AND fx_rate IS NULL AND currency <> {literal(currency)}",
            f"fx_rate, or a closing rate {{}} to {currency or 'the books'} of this day or the {CARRIED_DAYS} before"
            if currency
            else unknown,
            "Add the rate to fx_rates or to the posting." if currency else "Say `currency: ...` in the mapping file.",
        ),
        (
            "bad rate",
            f"fx_rate <= 0 OR (currency = {literal(currency)} AND fx_rate <> 1)",
            "a rate above zero, and 1 or nothing for the books' own currency",
            "Correct fx_rate.",
        ),
    ]
    return [found for check in checks if (found := _found(connection, files, *check))]


def _found(
    connection: DuckDBPyConnection, files: tuple[str, ...], kind: str, wrong: str, expected: str, mend: str
) -> tuple[list[Problem], int] | None:
    rows = connection.execute(
        f"SELECT source, line, currency, date, fx_rate, count(*) OVER () FROM journal WHERE {wrong} "
        f"ORDER BY source, line LIMIT {SHOWN}"
    ).fetchall()
    if not rows:
        return None
    problems = [
        Problem(
            kind,
            files[source],
            line,
            "fx_rate",
            f"{code or ''} {rate if rate is not None else 'without rate'} on {day}".strip(),
            expected.format(code),
            mend,
        )
        for source, line, code, day, rate, _ in rows
    ]
    return problems, rows[0][-1]


def _foreign_without_rate(connection: DuckDBPyConnection, currency: str) -> bool:
    found = connection.execute(
        f"SELECT 1 FROM journal WHERE currency <> {literal(currency)} AND fx_rate IS NULL LIMIT 1"
    ).fetchall()
    return bool(found)
