"""A document as lines for a terminal: what an approver reads first, in full where it is short."""

import textwrap
from collections.abc import Iterable, Iterator

from reports.cells import cell_text, change_text, figure_text
from reports.chart import Chart
from reports.difference import described
from reports.document import Block, Change, Changes, Document, KeyFigures, Section
from reports.table import Row, Table
from reports.text import Callout, Heading, Paragraph, printable

WIDTH = 100
ROWS = 14
"""Longer tables show their totals only; the files hold all rows."""


def lines(document: Document, changes: Iterable[Change] = ()) -> Iterator[str]:
    """Yield the document in lines of at most 100 characters, after the `changes` since the last draft.

    Text of others is printed without control characters, so that it cannot steer the terminal.
    """
    yield from _title(document)
    for number, change in enumerate(changes):
        if number == 0:
            yield "Changed since the last draft, [-out-] {+in+}:"
        yield from _wrapped(described(change), "  ")
    for section in document.sections:
        yield from _section(section)


def _title(document: Document) -> Iterator[str]:
    yield from _wrapped(f"{document.title}, {document.entity}, {document.period}")
    for fact in document.facts:
        yield from _wrapped(f"{fact.label}: {fact.value}", "  ")


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield from _wrapped(section.title.upper())
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield ""
            yield from _wrapped(block.text)
        case Paragraph():
            yield from _wrapped(block.plain, "  ")
        case Callout():
            yield from _wrapped(f"! {block.title}")
            for paragraph in block.paragraphs:
                yield from _wrapped(paragraph.plain, "  ")
        case KeyFigures():
            for card in block.cards:
                compared = (f", {change_text(one.change, one.unit)} {one.label}" for one in card.comparisons)
                yield from _wrapped(
                    f"{card.figure.name}: {figure_text(card.figure)}{''.join(compared)}", "  "
                )
        case Table():
            yield from _table(block)
        case Chart():
            yield from _wrapped(block.description, "  ")
        case Changes():
            for change in block.changes:
                yield from _wrapped(described(change), "  ")
        case _:
            return


def _table(table: Table) -> Iterator[str]:
    rows = [row for row in table.rows if len(table.rows) <= ROWS or row.role in ("subtotal", "total")]
    yield ""
    yield from _wrapped(f"{table.title} {table.currency}".rstrip())
    heads = [column.title for column in table.columns]
    cells = [_texts(row, table) for row in rows]
    widths = [max(len(line[at]) for line in [heads, *cells]) for at in range(len(heads))]
    spare = WIDTH - 2 - 2 * (len(widths) - 1) - sum(widths[1:])
    widths[0] = max(12, min(widths[0], spare))
    for line in [heads, *cells]:
        yield _aligned(line, widths, table)
    hidden = sum(row.role == "body" for row in table.rows) - sum(row.role == "body" for row in rows)
    if hidden:
        yield f"  ({hidden} more rows in the files)"


def _texts(row: Row, table: Table) -> list[str]:
    cells = [
        printable(cell_text(cell, column, table.currency)).replace("\n", " ")
        for cell, column in zip(row.cells, table.columns, strict=False)
    ]
    return ["  " * row.level + cells[0], *cells[1:], *[""] * (len(table.columns) - len(cells))]


def _aligned(line: list[str], widths: list[int], table: Table) -> str:
    placed = (
        cell.rjust(width) if column.numeric else _cut(cell, width).ljust(width)
        for cell, width, column in zip(line, widths, table.columns, strict=True)
    )
    return ("  " + "  ".join(placed)).rstrip()


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        printable(text), WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=True
    )
