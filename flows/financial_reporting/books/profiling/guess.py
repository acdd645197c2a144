"""Which contract table a file is, and which of its columns are which."""

from dataclasses import dataclass, field, replace

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.mapping import UNANSWERED
from flows.financial_reporting.books.profiling.layout import Layout
from flows.financial_reporting.books.profiling.synonyms import matches, plain
from flows.financial_reporting.books.profiling.values import (
    DATE_FORMATS,
    PERIOD_FORMATS,
    NumberStyle,
    date_formats,
    is_number,
    number_style,
)

NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "payments": (("payment_id",), ("date",), ("amount",)),
    "invoices": (("invoice_id",), ("issued",), ("due",), ("amount",)),
    "fx_rates": (("date",), ("from_currency",), ("to_currency",), ("rate",)),
    "journal": (("date",), ("account",), ("amount", "debit")),
    "budget": (("period",), ("account",), ("amount",)),
    "trial_balances": (("period",), ("account",), ("amount",)),
    "accounts": (("code",), ("name",)),
}
"""Of each group one column must be seen; tables in the order in which they are tried."""


@dataclass(frozen=True)
class Guess:
    """What a file seems to be."""

    layout: Layout
    table: str
    """"" where nothing fits."""
    columns: dict[str, str] = field(default_factory=dict)
    """Contract column (or account_name, contra_account, mark) -> the file's column."""
    formats: dict[str, list[str]] = field(default_factory=dict)
    """Contract column -> date formats that fit all its values."""
    style: NumberStyle = field(default_factory=lambda: NumberStyle(".", ""))
    doubts: tuple[str, ...] = ()

    def doubting(self, doubt: str) -> "Guess":
        """Return the guess with one more doubt."""
        return replace(self, doubts=(*self.doubts, doubt))


def guess(layout: Layout) -> Guess:
    """Return the table that a file's headers and values fit best."""
    for table, needed in NEEDED.items():
        if table == "budget" and not _speaks_of_plans(layout):
            continue
        columns = _columns(layout, table)
        if all(any(column in columns for column in group) for group in needed):
            return _with_values(Guess(layout, table, columns))
    return Guess(layout, "", style=_style(layout))


def _speaks_of_plans(layout: Layout) -> bool:
    words = plain(" ".join([layout.file, *layout.columns]))
    return any(word in words for word in ("budget", "plan", "forecast"))


def _columns(layout: Layout, table: str) -> dict[str, str]:
    """Return the file's column for each contract column, each column once, best names first."""
    wanted = [*BOOKS[table].names, *(("account_name", "contra_account", "mark") if table == "journal" else ())]
    fits = [
        (rank, order, column, header)
        for order, column in enumerate(wanted)
        for header in layout.columns
        if (rank := matches(header, column)) and _possible(layout, table, column, header)
    ]
    chosen: dict[str, str] = {}
    for _, _, column, header in sorted(fits):
        if column not in chosen and header not in chosen.values():
            chosen[column] = header
    return chosen


def _possible(layout: Layout, table: str, column: str, header: str) -> bool:
    """Return whether the values could be the column's: dates parse, amounts are numbers, a mark has two values."""
    values = layout.values(header)
    kinds = {one.name: one.type for one in BOOKS[table].columns}
    match kinds.get(column, column):
        case "date":
            return bool(date_formats(values))
        case "period":
            return bool(date_formats(values, PERIOD_FORMATS) or date_formats(values))
        case "amount" | "rate":
            return all(is_number(value) for value in values)
        case "currency":
            return all(len(value) == 3 and value.isalpha() and value.isupper() for value in values)
        case "choice":
            choices = next(one.choices for one in BOOKS[table].columns if one.name == column)
            return table == "accounts" or all(value.lower() in choices for value in values)
        case "mark":
            return 0 < len(set(values)) <= 2
        case _:
            return True


def _with_values(found: Guess) -> Guess:
    layout = found.layout
    kinds = {one.name: one.type for one in BOOKS[found.table].columns}
    formats: dict[str, list[str]] = {}
    for column, header in found.columns.items():
        if kinds.get(column) in ("date", "period"):
            values = layout.values(header)
            first, second = (DATE_FORMATS, PERIOD_FORMATS)[:: -1 if kinds[column] == "period" else 1]
            formats[column] = date_formats(values, first) or date_formats(values, second)
    formats = _in_one_order(formats)
    for column, fitting in formats.items():
        if len(fitting) > 1:
            doubt = (
                f"{found.columns[column]} fits {' and '.join(fitting)}: write the right one in place of {UNANSWERED}"
            )
            found = found.doubting(doubt)
    numbers = [header for column, header in found.columns.items() if kinds.get(column) in ("amount", "rate")]
    return replace(found, formats=formats, style=_style(layout, numbers))


def _in_one_order(formats: dict[str, list[str]]) -> dict[str, list[str]]:
    """Let the columns whose dates fit one order of day and month decide for those that fit both."""
    decided = {_day_first(fitting[0]) for fitting in formats.values() if len(fitting) == 1} - {None}
    if len(decided) != 1:
        return formats
    return {
        column: [one for one in fitting if _day_first(one) in decided] or fitting for column, fitting in formats.items()
    }


def _day_first(one: str) -> bool | None:
    """Whether a format has the day before the month; None where the year comes first, or there is no day."""
    if "%d" not in one or one.lower().startswith("%y"):
        return None
    return one.index("%d") < one.index("%m")


def _style(layout: Layout, columns: list[str] | None = None) -> NumberStyle:
    return number_style([layout.values(column) for column in (layout.columns if columns is None else columns)])
