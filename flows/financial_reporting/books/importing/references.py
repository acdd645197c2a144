"""The proof of references and keys: what a row names exists, and what must be unique is."""

from collections.abc import Iterator

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.canonical import COLUMNS
from flows.financial_reporting.books.importing.currencies import CURRENCIES
from flows.financial_reporting.books.importing.sql import literals, names
from flows.financial_reporting.books.refusals import SHOWN, Problem, Refusals

_ACCOUNT_MEND = "Add the account to accounts, or correct the code (codes are text: leading zeros count)."
_PARENT_MEND = "Add the parent to accounts, correct the code, or leave it empty for a root."
_INVOICE_MEND = "Add the invoice, correct its id, or leave it empty for a payment not yet applied."

REFERENCES = (
    ("journal", "account", "accounts", "code", "unknown account", _ACCOUNT_MEND),
    ("trial_balances", "account", "accounts", "code", "unknown account", _ACCOUNT_MEND),
    ("budget", "account", "accounts", "code", "unknown account", _ACCOUNT_MEND),
    ("accounts", "parent", "accounts", "code", "unknown parent", _PARENT_MEND),
    ("payments", "invoice_id", "invoices", "invoice_id", "unknown invoice", _INVOICE_MEND),
)


def prove_references(
    connection: DuckDBPyConnection, tables: frozenset[str], files: tuple[str, ...], found: Refusals
) -> None:
    """Collect rows that name what is not there, twice-given keys, circles of parents and unknown currencies."""
    for table, column, target, key, kind, mend in REFERENCES:
        if table not in tables:
            continue
        known = f"SELECT {key} FROM {target}" if target in tables else "SELECT '' WHERE false"
        expected = f"a {key} of {target}" if target in tables else f"the table {target}, which is not there"
        wrong = f"{column} IN (SELECT {column} FROM {table} EXCEPT {known})"
        found.add(*_rows(connection, files, table, column, kind, wrong, expected, mend))
    for table in sorted(tables):
        found.add(*_repeated(connection, files, table))
        for column in BOOKS[table].columns:
            if column.type == "currency":
                wrong = f"{column.name} IS NOT NULL AND {column.name} NOT IN ({literals(CURRENCIES)})"
                mend = "Correct the code, or translate it with `values` in the mapping."
                found.add(
                    *_rows(connection, files, table, column.name, "bad currency", wrong, "an ISO 4217 code", mend)
                )
    if "fx_rates" in tables:
        found.add(
            *_rows(connection, files, "fx_rates", "rate", "bad rate", "rate <= 0", "a rate above zero", "Correct it.")
        )
    if {"payments", "invoices"} <= tables:
        wrong = "EXISTS (FROM invoices i WHERE i.invoice_id = payments.invoice_id AND i.kind <> payments.kind)"
        mend = "Correct the kind or the invoice_id, or leave the kind empty."
        expected = "the kind of its invoice"
        found.add(*_rows(connection, files, "payments", "kind", "another kind", wrong, expected, mend))
    if "accounts" in tables:
        found.add(list(_circles(connection, files)))
        found.add(*_cash_elsewhere(connection, files))


def _rows(
    connection: DuckDBPyConnection,
    files: tuple[str, ...],
    table: str,
    column: str,
    kind: str,
    wrong: str,
    expected: str,
    mend: str,
) -> tuple[list[Problem], int]:
    rows = connection.execute(
        f"SELECT source, line, {column}, count(*) OVER () FROM {table} WHERE {wrong} "
        f"ORDER BY source, line LIMIT {SHOWN}"
    ).fetchall()
    problems = [
        Problem(kind, files[source], line, column, str(value), expected, mend) for source, line, value, _ in rows
    ]
    return problems, rows[0][-1] if rows else 0


def _repeated(connection: DuckDBPyConnection, files: tuple[str, ...], table: str) -> tuple[list[Problem], int]:
    """Return rows whose key an earlier row has; movements may repeat, since they add up."""
    key = tuple(column for column in BOOKS[table].key if column in COLUMNS[table])
    if not key or table == "budget":
        return [], 0
    key = ("date", *key) if table == "trial_balances" else key
    which = "WHERE kind = 'closing'" if table == "trial_balances" else ""
    rows = connection.execute(
        f"""SELECT source, line, concat_ws(' ', {names(key)}), count(*) OVER () FROM {table} {which}
        QUALIFY row_number() OVER (PARTITION BY {names(key)} ORDER BY source, line) > 1
        ORDER BY source, line LIMIT {SHOWN}"""
    ).fetchall()
    expected, mend = "this key once", "Remove the row, or correct its key."
    problems = [
        Problem("duplicate row", files[source], line, ", ".join(BOOKS[table].key), value, expected, mend)
        for source, line, value, _ in rows
    ]
    return problems, rows[0][-1] if rows else 0


def _cash_elsewhere(connection: DuckDBPyConnection, files: tuple[str, ...]) -> tuple[list[Problem], int]:
    """Return accounts that are marked as cash and are no balance of it."""
    wrong = "lower(trim(cash_flow_line)) = 'cash' AND type NOT IN ('asset', 'liability')"
    expected = "cash on assets and liabilities (overdrafts) alone"
    mend = "Leave it empty, or name the line that the account's flows stand on, such as 'operating: Interest'."
    return _rows(connection, files, "accounts", "cash_flow_line", "cash on no balance", wrong, expected, mend)


def _circles(connection: DuckDBPyConnection, files: tuple[str, ...]) -> Iterator[Problem]:
    accounts = connection.execute("SELECT code, parent, source, line FROM accounts ORDER BY source, line").fetchall()
    parents = {code: parent for code, parent, _, _ in accounts}
    for code, _, source, line in accounts:
        seen, above = {code}, parents[code]
        while above is not None and above != code and above not in seen:
            seen.add(above)
            above = parents.get(above)
        if above == code:
            expected, mend = "a parent that is not below the account itself", "Correct the parent."
            yield Problem("circle of parents", files[source], line, "parent", parents[code] or "", expected, mend)
