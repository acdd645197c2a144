"""How an unknown file is written: encoding, delimiter, header line, and its first rows."""

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from flows.financial_reporting.books.profiling.values import is_date, is_number

SAMPLE = 5000
"""Rows that are looked at."""
_HEAD = 60
_DELIMITERS = ",;\t|"
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True)
class Layout:
    """What was seen of one file."""

    file: str
    encoding: str
    delimiter: str
    skip_rows: int
    header: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """The first `SAMPLE` rows, trimmed."""

    def values(self, column: str) -> list[str]:
        """Return the values of a column that are not empty."""
        at = self.columns.index(column)
        return [row[at] for row in self.rows if row[at]]


def layout_of(path: Path) -> Layout:
    """Return what a CSV or Parquet file looks like."""
    if path.suffix == ".parquet":
        return _parquet_layout(path)
    encoding = _encoding(path)
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as text:
        lines = list(islice(text, SAMPLE + _HEAD))
    delimiter, width = _delimiter(lines)
    table = list(csv.reader(lines, delimiter=delimiter))
    first = next((at for at, row in enumerate(table) if len(row) == width), 0)
    header = _is_header(table[first]) if table else True
    columns = [cell.strip() for cell in table[first]] if header and table else [f"column_{n + 1}" for n in range(width)]
    rows = tuple(
        tuple(cell.strip() for cell in row)
        for row in table[first + header : first + header + SAMPLE]
        if len(row) == width
    )
    return Layout(path.name, encoding, delimiter, first, header, tuple(columns), rows)


def _encoding(path: Path) -> str:
    """Return utf-8 where all bytes are; else utf-16 by its mark, cp1252 by its own bytes, or latin-1."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    windows = False
    with path.open("rb") as content:
        head = content.read(4)
        for mark, encoding in _MARKS:
            if head.startswith(mark):
                return encoding
        content.seek(0)
        utf8 = True
        while chunk := content.read(1 << 20):
            windows = windows or any(0x80 <= byte <= 0x9F for byte in set(chunk))
            if utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    utf8 = False
    if utf8:
        return "utf-8"
    return "cp1252" if windows else "latin-1"


def _delimiter(lines: list[str]) -> tuple[str, int]:
    """Return the delimiter under which most lines have the same number of values, and that number."""
    best = (0.0, 1, ",")
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines[:500], delimiter=delimiter) if row)
        width, count = widths.most_common(1)[0] if widths else (1, 0)
        if width > 1:
            best = max(best, (round(count / sum(widths.values()), 1), width, delimiter))
    return best[2], best[1]


def _is_header(row: list[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(set(filled)) == len(row) and not any(is_number(cell) or is_date(cell) for cell in filled)


def _parquet_layout(path: Path) -> Layout:
    import duckdb

    from flows.financial_reporting.books.importing.sql import literal

    cursor = duckdb.execute(f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({literal(str(path))}) LIMIT {SAMPLE}")
    columns = tuple(column[0] for column in cursor.description or ())
    rows = tuple(tuple((cell or "").strip() for cell in row) for row in cursor.fetchall())
    return Layout(path.name, "utf-8", ",", 0, True, columns, rows)
