"""Files as relations of text: what DuckDB is told to read, with each row's line number."""

import csv
import shutil
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb

from flows.financial_reporting.books.importing.sql import literal, name, trimmed
from flows.financial_reporting.books.mapping import Reading
from flows.financial_reporting.books.refusals import Problem, Refused

UNREADABLE = "not a row"


_BUFFER = 8 << 20
"""Bytes that one thread reads at a time: DuckDB's own 32 MB leave all but one of them idle on most journals."""


@dataclass(frozen=True)
class TextRows:
    """A file, read as text: every value VARCHAR without blanks around it, empty values NULL."""

    file: str
    """As errors name it."""
    columns: tuple[str, ...]
    relation: str
    """SQL to select from."""
    first_line: int
    """Line number of the first row."""
    whole: bool = True
    """Whether DuckDB keeps the file's order so that a row's position gives its line."""
    rejects: str = ""
    """The same read, collecting the rows that are no CSV."""
    path: Path | None = None
    """The text itself, in UTF-8, and how it is written."""
    reading: Reading | None = None


def text_rows(path: Path, reading: Reading, scratch: Path) -> TextRows:
    """Return the rows of a CSV or Parquet file; files not in UTF-8 are rewritten into `scratch`."""
    if path.suffix == ".parquet":
        return _parquet_rows(path)
    source = path if _is_utf8(reading.encoding) else _in_utf8(path, reading.encoding, scratch)
    columns = _column_names(source, path.name, reading)
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    options = (
        f"{literal(str(source))}, auto_detect=false, header={str(reading.header).lower()}, "
        f"skip={reading.skip_rows}, delim={literal(reading.delimiter)}, quote={literal(reading.quote)}, "
        f"escape={literal(reading.quote)}, nullstr='', "
        f"columns={{{types}}}"
    )
    return TextRows(
        file=path.name,
        columns=columns,
        relation=f"(SELECT {trimmed(columns)} FROM read_csv({options}, buffer_size={_BUFFER}))",
        first_line=reading.skip_rows + 1 + reading.header,
        rejects=f"read_csv({options}, store_rejects=true)",
        path=source,
        reading=reading,
    )


def misread_rows(rows: TextRows) -> list[Problem]:
    """Return the lines of a file that are no rows of its CSV: too many or too few values, bad quotes."""
    if not rows.rejects:
        return []
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE readable AS FROM {rows.rejects}")
        found = connection.execute(
            "SELECT line, any_value(csv_line), any_value(error_message) FROM reject_errors GROUP BY line ORDER BY line"
        ).fetchall()
    return [
        Problem(
            UNREADABLE,
            rows.file,
            line,
            "",
            text or "",
            f"{len(rows.columns)} values ({message.splitlines()[0].rstrip('.')})",
            "Put values that hold the delimiter into quotes, or correct delimiter and encoding in the mapping.",
        )
        for line, text, message in found
    ]


def _parquet_rows(path: Path) -> TextRows:
    described = duckdb.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
    columns = tuple(row[0] for row in described)
    texts = ", ".join(f"CAST({name(column)} AS VARCHAR) AS {name(column)}" for column in columns)
    rows = f"(SELECT {texts} FROM read_parquet({literal(str(path))}))"
    return TextRows(path.name, columns, f"(SELECT {trimmed(columns)} FROM {rows})", first_line=1)


def _column_names(source: Path, file: str, reading: Reading) -> tuple[str, ...]:
    if not reading.header:
        return reading.columns
    try:
        with source.open(encoding="utf-8-sig", newline="") as lines:
            after = islice(lines, reading.skip_rows, None)
            quoting = csv.QUOTE_MINIMAL if reading.quote else csv.QUOTE_NONE
            header = next(
                csv.reader(after, delimiter=reading.delimiter, quotechar=reading.quote or None, quoting=quoting),
                [],
            )
    except UnicodeDecodeError:
        raise Refused([_not_encoded(file, reading.encoding)]) from None
    names = tuple(column.strip() for column in header)
    if not names:
        raise Refused([_file_problem(file, "a header line", "The file is empty: export it again.")])
    repeated = sorted({column for column in names if names.count(column) > 1})
    if repeated:
        mend = "Rename one of them, or give `header: false`, `skip_rows: 1` and `columns` in the mapping."
        raise Refused([_file_problem(file, f"every column once, but {', '.join(repeated)} is there twice", mend)])
    return names


def _is_utf8(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")


def _in_utf8(path: Path, encoding: str, scratch: Path) -> Path:
    target = scratch / f"{len(list(scratch.iterdir()))}-{path.name}"
    try:
        with (
            path.open(encoding=encoding, newline="") as source,
            target.open("w", encoding="utf-8", newline="") as copy,
        ):
            shutil.copyfileobj(source, copy, 1 << 20)
    except (UnicodeDecodeError, UnicodeError):
        raise Refused([_not_encoded(path.name, encoding)]) from None
    except LookupError:
        raise Refused(
            [_file_problem(path.name, f"a known encoding, not {encoding!r}", "Try cp1252, latin-1 or utf-16.")]
        ) from None
    return target


def _not_encoded(file: str, encoding: str) -> Problem:
    mend = "Say the file's real encoding in the mapping (Windows exports are often `encoding: cp1252`)."
    return _file_problem(file, f"text in {encoding}", mend)


def _file_problem(file: str, expected: str, mend: str) -> Problem:
    return Problem("unreadable file", file, None, "", "", expected, mend)
