"""The canonical tables: what every other part of financial reporting reads, whatever the files were."""

from collections.abc import Collection

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.typed import RATE, WIDE, period_end, period_start, sql_type

COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts": (
        "code", "name", "type", "parent", "report_line", "cash_flow_line", "contra", "currency", "roll_up"
    ),
    "journal": (
        "entry_id", "date", "account", "amount", "currency", "fx_rate", "base_amount", "description", "entity",
        "department", "counterparty", "document", "closing",
    ),
    "trial_balances": ("period", "date", "account", "amount", "kind", "department", "entity"),
    "budget": ("period", "start", "end", "account", "amount", "department", "entity"),
    "invoices": ("invoice_id", "kind", "counterparty", "issued", "due", "amount", "currency"),
    "payments": ("payment_id", "invoice_id", "date", "amount", "kind"),
    "fx_rates": ("date", "from_currency", "to_currency", "rate", "kind"),
}  # fmt: skip
"""The columns of each table; `line` (in the file) and `source` (the file's number) follow them."""
LATER: dict[str, tuple[str, ...]] = {"budget": ("entity",), "payments": ("kind",)}
"""Text columns that the contract got later: stored books may lack them; where they are empty, no hash counts them."""


def given_columns(table: str, mapped: Collection[str]) -> tuple[str, ...]:
    """Return the canonical columns that `mapped` contract columns fill; the others are alike in every row."""
    return tuple(column for column in COLUMNS[table] if not _FROM.get((table, column), {column}).isdisjoint(mapped))


def alike_sql(table: str, column: str, amount: str) -> str:
    """Return SQL for a canonical column that no file fills; `amount` is the DECIMAL type of amounts."""
    types = {one.name: sql_type(one, amount) for one in BOOKS[table].columns}
    return _ALIKE.get((table, column)) or f"CAST(NULL AS {types.get(column, 'DATE')})"


def canonical_sql(table: str, column: str, amount: str, places: int) -> str:
    """Return SQL for a canonical column over the table's typed columns.

    `amount` is the DECIMAL type of amounts, `places` the decimals of the books' currency: a foreign
    posting's base amount is rounded to them, half away from zero, as ledgers do.
    """
    return _DERIVED.get((table, column), _as_is)(column, amount, places)


def _as_is(column: str, amount: str, places: int) -> str:
    return f'"{column}"'


def converted_sql(amount: str, rate: str, places: int) -> str:
    """Return SQL for an amount at a rate, rounded half away from zero; wide enough not to overflow."""
    return f"round(CAST({amount} AS {WIDE}) * CAST({rate} AS {RATE}), {places})"


def _posted(column: str, amount: str, places: int) -> str:
    return (
        f"CAST(CASE WHEN coalesce(amount, debit, credit) IS NULL THEN NULL "
        f"ELSE coalesce(amount, 0) + coalesce(debit, 0) - coalesce(credit, 0) END AS {amount})"
    )


def _base(column: str, amount: str, places: int) -> str:
    posted = _posted(column, amount, places)
    converted = f"CAST({converted_sql(posted, 'fx_rate', places)} AS {amount})"
    return f"CASE WHEN fx_rate IS NULL OR fx_rate = 1 THEN {posted} ELSE {converted} END"


_DERIVED = {
    ("accounts", "contra"): lambda *_: "coalesce(contra, false)",
    ("accounts", "roll_up"): lambda *_: "coalesce(roll_up, '+')",
    ("journal", "amount"): _posted,
    ("journal", "base_amount"): _base,
    ("journal", "closing"): lambda *_: "coalesce(closing, false)",
    ("trial_balances", "period"): lambda *_: "CASE WHEN length(period) = 10 THEN left(period, 7) ELSE period END",
    ("trial_balances", "date"): lambda *_: period_end("period"),
    ("budget", "start"): lambda *_: period_start("period"),
    ("budget", "end"): lambda *_: (
        f"CASE WHEN length(period) = 10 THEN last_day({period_start('period')}) ELSE {period_end('period')} END"
    ),
}
_FROM = {
    ("journal", "amount"): {"amount", "debit", "credit"},
    ("journal", "fx_rate"): {"currency", "fx_rate"},
    ("journal", "base_amount"): {"currency", "fx_rate"},
    ("trial_balances", "date"): {"period"},
    ("budget", "start"): {"period"},
    ("budget", "end"): {"period"},
}
"""The contract columns that a canonical column depends on, where that is not the one of its name."""
_ALIKE = {
    ("accounts", "contra"): "false",
    ("accounts", "roll_up"): "'+'",
    ("journal", "base_amount"): "amount",
    ("journal", "closing"): "false",
}
"""What stands in a canonical column that no file fills, where that is not nothing."""
