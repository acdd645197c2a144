"""One contract table out of one file: the SELECT that reads it, and its problems where that fails."""

from collections.abc import Iterable
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.contract import BOOKS, Column, Table
from flows.financial_reporting.books.importing.canonical import canonical_sql
from flows.financial_reporting.books.importing.columns import condition_sql, flip_sql, given_sql, text_sql
from flows.financial_reporting.books.importing.lookups import SideFile, joined_sql
from flows.financial_reporting.books.importing.proof import loaded_tables
from flows.financial_reporting.books.importing.reading import TextRows
from flows.financial_reporting.books.importing.references import REFERENCES
from flows.financial_reporting.books.importing.sql import literal, name, names
from flows.financial_reporting.books.importing.typed import EXPECTED, MENDS, invalid_sql, sql_type, strict_sql
from flows.financial_reporting.books.mapping import FileMapping, TableMapping
from flows.financial_reporting.books.refusals import SHOWN, Problem, Refusals


@dataclass(frozen=True)
class Part:
    """The rows of one file that go to one table."""

    rows: TextRows
    file: FileMapping
    mapped: TableMapping
    source: int
    """The file's number in the books."""
    sides: tuple[SideFile, ...] = ()

    @property
    def table(self) -> Table:
        """The contract table it fills."""
        return BOOKS[self.mapped.table]

    @property
    def numbered_by_position(self) -> bool:
        """Whether a row's position in the loaded table gives its line, which keeps DuckDB reading in parallel."""
        return not (
            self.file.where
            or self.sides
            or self.mapped.where
            or self.mapped.expand
            or self.mapped.distinct
            or any(source.row for source in self.mapped.columns.values())
        )


def select_sql(part: Part, columns: Iterable[str], amount: str, places: int, *, lines: bool) -> str:
    """Return SQL for canonical `columns` of the part; it fails on the first value that is not what it should be."""
    typed = ", ".join(f"{_typed(part, column, amount)} AS {name(column.name)}" for column in part.table.columns)
    canonical = ", ".join(
        f"{canonical_sql(part.table.name, column, amount, places)} AS {name(column)}" for column in columns
    )
    line = "line, " if lines else ""
    return (
        f"SELECT {canonical}, {line}CAST({part.source} AS USMALLINT) AS source "
        f"FROM (SELECT {line}{typed} FROM ({_texts_sql(part, lines=lines)}))"
    )


def part_problems(connection: DuckDBPyConnection, part: Part, amount: str, found: Refusals) -> None:
    """Collect every value of the part that is missing, is not what the contract asks for or names what is not there."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE texts AS {_texts_sql(part, lines=True, given=True)}")
    for column in part.table.columns:
        if column.name in part.mapped.columns:
            invalid = invalid_sql(column, name(column.name), amount)
            _collect(connection, part, column, f"bad {_noun(column)}", invalid, found)
        if column.required:
            absent = f"{name(column.name)} IS NULL" if column.name in part.mapped.columns else "true"
            _collect(connection, part, column, "empty", absent, found)
    if part.table.name == "journal":
        present = names(column for column in ("amount", "debit", "credit") if column in part.mapped.columns)
        empty = f"coalesce({present}) IS NULL" if present else "true"
        _collect(connection, part, _column(part.table, "amount"), "empty", empty, found)
    _collect_unknown(connection, part, found)
    connection.execute("DROP TABLE texts")


def _collect_unknown(connection: DuckDBPyConnection, part: Part, found: Refusals) -> None:
    """Collect what no row of a table that was loaded before has as its key: accounts and invoices."""
    loaded = loaded_tables(connection)
    for table, column, target, key, kind, mend in REFERENCES:
        if table == part.table.name and target in loaded and column in part.mapped.columns:
            wrong = f"{name(column)} IS NOT NULL AND {name(column)} NOT IN (SELECT {key} FROM {target})"
            says = (f"a {key} of {target}", mend)
            _collect(connection, part, _column(part.table, column), kind, wrong, found, says)


def _collect(
    connection: DuckDBPyConnection,
    part: Part,
    column: Column,
    kind: str,
    wrong: str,
    found: Refusals,
    says: tuple[str, str] | None = None,
) -> None:
    """Collect the rows that are `wrong`; `says` is what was expected and the mend, else the column's own."""
    given = name(f"{column.name} given") if column.name in part.mapped.columns else "NULL"
    rows = connection.execute(
        f"SELECT line, {given}, count(*) OVER () FROM texts WHERE {wrong} ORDER BY line LIMIT {SHOWN}"
    ).fetchall()
    if not rows:
        return
    expected = " or ".join(column.choices) if column.choices else EXPECTED.get(column.type, "a value")
    mend = MENDS.get(column.type, "Correct it.") if kind != "empty" else "Fill it in, or map it in the mapping file."
    expected, mend = says or (expected, mend)
    place = _name_in_file(part, column)
    problems = [Problem(kind, part.rows.file, line, place, value or "", expected, mend) for line, value, _ in rows]
    found.add(problems, rows[0][2])


def _name_in_file(part: Part, column: Column) -> str:
    source = part.mapped.columns.get(column.name)
    return source.column if source and source.column else column.name


def _noun(column: Column) -> str:
    return {"amount": "number", "rate": "number", "choice": column.name}.get(column.type, column.type)


def _column(table: Table, wanted: str) -> Column:
    return next(column for column in table.columns if column.name == wanted)


def _typed(part: Part, column: Column, amount: str) -> str:
    if column.name not in part.mapped.columns:
        return f"CAST(NULL AS {sql_type(column, amount)})"
    value = strict_sql(column, name(column.name), amount)
    if not _flip(part, column):
        return value
    return f"CASE WHEN {name(f'{column.name} flipped')} THEN -({value}) ELSE {value} END"


def _flip(part: Part, column: Column) -> str:
    account = part.mapped.columns.get("account")
    code = text_sql(account, "text", part.file) if account else "NULL"
    return flip_sql(part.mapped.columns[column.name], code) if column.type == "amount" else ""


def _texts_sql(part: Part, *, lines: bool, given: bool = False) -> str:
    """Return SQL for the part's rows as contract texts; with `given`, beside what the file says."""
    columns = [column for column in part.table.columns if column.name in part.mapped.columns]
    chosen = ["line"] if lines else []
    for column in columns:
        source = part.mapped.columns[column.name]
        chosen.append(f"{text_sql(source, column.type, part.file)} AS {name(column.name)}")
        if _flip(part, column):
            chosen.append(f"{_flip(part, column)} AS {name(f'{column.name} flipped')}")
        if given:
            chosen.append(f"{given_sql(source)} AS {name(f'{column.name} given')}")
    where = " AND ".join(condition_sql(condition) for condition in (*part.file.where, *part.mapped.where)) or "true"
    texts = f"SELECT {', '.join(chosen)} FROM {_rows_sql(part, lines=lines)} WHERE {where}"
    if not part.mapped.distinct:
        return texts
    return f"SELECT min(line) AS line, * EXCLUDE (line) FROM ({texts}) GROUP BY ALL ORDER BY line"


def numbered_sql(rows: TextRows) -> str:
    """Return SQL for a file's rows with their line numbers."""
    return f"(SELECT row_number() OVER () + {rows.first_line - 1} AS line, * FROM {rows.relation})"


def _rows_sql(part: Part, *, lines: bool) -> str:
    """Return SQL for the file's rows, with the columns of its lookups and with expanded codes."""
    if not lines:
        return part.rows.relation
    joined = joined_sql(numbered_sql(part.rows), part.sides)
    if part.mapped.expand is None:
        return joined
    code, separator = name(part.mapped.expand.column), literal(part.mapped.expand.separator)
    split = f"string_split({code}, {separator})"
    upto = f"array_to_string({split}[1:depth], {separator})"
    depths = f"(SELECT *, unnest(range(1, len({split}) + 1)) AS depth FROM {joined})"
    return f"(SELECT * EXCLUDE (depth) REPLACE ({upto} AS {code}) FROM {depths})"
