"""Widths, heights and ranges of a sheet: what Excel does not work out by itself."""

import re
from collections.abc import Iterable
from itertools import pairwise
from math import ceil

from reports.cells import cell_text
from reports.chart import Chart
from reports.chart_table import chart_table, stepped
from reports.document import Changes, KeyFigures, Section
from reports.table import Table

LINE = 14.0
"""Points of one line of text."""
PROSE_WIDTH = 96
"""Characters of a paragraph's line that read well."""
WIDEST_NAME, WIDEST_TEXT, NARROWEST = 46, 44, 11


def widths(section: Section) -> list[int]:
    """Return the width of each column in characters: what its widest cell needs, bounded for text."""
    found: list[int] = []
    for block in section.blocks:
        table = chart_table(stepped(block)) if isinstance(block, Chart) else block
        if isinstance(table, Table):
            found = _widest(found, _table_widths(table))
        elif isinstance(block, KeyFigures):
            found = _widest(found, [34, 18, 20])
        elif isinstance(block, Changes):
            found = _widest(found, [34, 38, 38])
    return found or [PROSE_WIDTH]


def _widest(first: list[int], second: list[int]) -> list[int]:
    longest = max(len(first), len(second))
    pad = [0] * longest
    return [max(a, b) for a, b in zip((first + pad)[:longest], (second + pad)[:longest], strict=True)]


def _table_widths(table: Table) -> list[int]:
    result: list[int] = []
    for index, column in enumerate(table.columns):
        cells = [row.cells[index] for row in table.rows if row.role != "heading"]
        longest = max((len(cell_text(cell, column, table.currency)) for cell in cells), default=0)
        indent = 2 * max((row.level for row in table.rows), default=0) if index == 0 else 0
        words = max(len(word) for word in re.split(r"\s", column.title))
        most = (WIDEST_NAME if index == 0 else WIDEST_TEXT) if column.type == "text" else 30
        result.append(max(min(most, longest + indent + 2), words + 2, NARROWEST))
    return result


def prose_columns(columns: list[int]) -> int:
    """Return over how many columns a paragraph runs, so that its lines are neither short nor endless."""
    total = 0
    for count, width in enumerate(columns, start=1):
        total += width
        if total >= PROSE_WIDTH:
            return count
    return len(columns)


def lines_of(text: str, width: int) -> int:
    """Return how many lines `text` takes at `width` characters."""
    return sum(max(1, ceil(len(line) * 1.05 / width)) for line in text.split("\n"))


def live_formula(table: Table, offset: int, index: int, first: int) -> str:
    """Return the formula of a cell, "" where it is given: `=SUM(C5:C9)-SUM(C12)` or `=B5-C5`.

    `offset` and `index` are its row and column in the table, which begins at the sheet's row `first`.
    """
    row, column = table.rows[offset], table.columns[index]
    if column.minus:
        return "=" + "-".join(f"{column_name(at)}{first + offset + 1}" for at in column.minus)
    if not (column.summed and (row.adds or row.subtracts)):
        return ""
    name = column_name(index)
    added = f"SUM({_ranges(row.adds, name, first)})" if row.adds else ""
    taken = f"-SUM({_ranges(row.subtracts, name, first)})" if row.subtracts else ""
    return f"={added}{taken}"


def column_name(index: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _ranges(rows: Iterable[int], name: str, first: int) -> str:
    """Return the rows as ranges, neighbours joined: C5:C9,C12."""
    ordered = sorted(rows)
    starts = [ordered[0], *(b for a, b in pairwise(ordered) if b != a + 1)]
    ends = [*(a for a, b in pairwise(ordered) if b != a + 1), ordered[-1]]
    return ",".join(
        f"{name}{first + start + 1}" + (f":{name}{first + end + 1}" if end > start else "")
        for start, end in zip(starts, ends, strict=True)
    )
