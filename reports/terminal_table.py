"""A table in a terminal: numbers flush right, words wrapped, and a wide one folded into several below each other."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from textwrap import wrap

from reports.cells import cell_text
from reports.table import Column, Row, Table

GAP = "  "
INDENT = "  "
NARROWEST = 14
"""Characters that a column of words keeps at least, unless its words are shorter."""


def table_lines(table: Table, width: int) -> Iterator[str]:
    """Give the table line by line, none longer than `width` characters; a folded one repeats its first column."""
    body = [_texts(row, table) for row in table.rows]
    full = [texts for row, texts in zip(table.rows, body, strict=True) if row.role != "heading"]
    widest = [
        max(len(text) for text in (*column.title.split(), *(cells[at] for cells in full)))
        for at, column in enumerate(table.columns)
    ]
    currency = f" ({table.currency})" if table.currency else ""
    yield from wrap(f"{table.title}{currency}", width, initial_indent=INDENT, subsequent_indent=INDENT)
    for shown in _folds(table.columns, widest, width):
        widths = _widths(table.columns, widest, shown, width)
        yield from _grid([table.columns[at].title for at in shown], table.columns, shown, widths)
        yield _ruled(shown, widths)
        for row, texts in zip(table.rows, body, strict=True):
            yield from _row(row, texts, table.columns, shown, widths, width)
        yield ""
    for note in table.notes:
        yield from wrap(note, width, initial_indent=INDENT, subsequent_indent=INDENT)


def _texts(row: Row, table: Table) -> list[str]:
    texts = [
        " ".join(cell_text(cell, column, table.currency).split())
        for cell, column in zip(row.cells, table.columns, strict=False)
    ]
    return [" " * row.level + texts[0], *texts[1:]]


def _row(
    row: Row, texts: list[str], columns: Sequence[Column], shown: list[int], widths: dict[int, int], width: int
) -> list[str]:
    if row.role == "heading":
        return wrap(texts[0].strip(), width, initial_indent=INDENT + " " * row.level, subsequent_indent=INDENT * 2)
    above = [_ruled(shown, widths)] if row.role == "total" else []
    return [*above, *_grid([texts[at] for at in shown], columns, shown, widths)]


def _folds(columns: Sequence[Column], widest: list[int], width: int) -> list[list[int]]:
    """Return which columns stand beside each other: the first in every fold, the others once, in their order."""
    folds = [[0]]
    for at in range(1, len(columns)):
        needed = len(INDENT) + sum(_least(columns[one], widest[one]) + len(GAP) for one in (*folds[-1], at)) - len(GAP)
        if needed > width and len(folds[-1]) > 1:
            folds.append([0])
        folds[-1].append(at)
    return folds


def _widths(columns: Sequence[Column], widest: list[int], shown: list[int], width: int) -> dict[int, int]:
    """Return the width of each column shown: columns of words share what the numbers leave, the least wordy first."""
    widths = {at: widest[at] for at in shown if columns[at].type != "text"}
    left = width - len(INDENT) - len(GAP) * (len(shown) - 1) - sum(widths.values())
    words = sorted((at for at in shown if at not in widths), key=lambda at: widest[at])
    for number, at in enumerate(words):
        widths[at] = max(1, min(widest[at], left // (len(words) - number)))
        left -= widths[at]
    return widths


def _least(column: Column, widest: int) -> int:
    return min(widest, NARROWEST) if column.type == "text" else widest


def _grid(texts: Sequence[str], columns: Sequence[Column], shown: list[int], widths: dict[int, int]) -> list[str]:
    """Return one row, as many lines as its longest cell needs."""
    cells = [_wrapped(text, widths[at]) for text, at in zip(texts, shown, strict=True)]
    return [
        (
            INDENT
            + GAP.join(
                text.rjust(widths[at]) if columns[at].numeric else text.ljust(widths[at])
                for text, at in zip(line, shown, strict=True)
            )
        ).rstrip()
        for line in zip_longest(*cells, fillvalue="")
    ]


def _wrapped(text: str, width: int) -> list[str]:
    indent = text[: len(text) - len(text.lstrip())][: max(0, width - 1)]
    return wrap(text.strip(), width, initial_indent=indent, subsequent_indent=indent) or [""]


def _ruled(shown: list[int], widths: dict[int, int]) -> str:
    return INDENT + GAP.join("-" * widths[at] for at in shown)
