"""A document in a terminal: its words and its key figures; tables stand in the full text."""

from collections.abc import Iterable, Iterator
from textwrap import wrap

from reports.cells import figure_text
from reports.difference import described
from reports.document import Block, Change, Document, KeyFigures
from reports.table import Table
from reports.text import Callout, Heading, Paragraph, printable

WIDTH = 100


def lines(document: Document, changes: Iterable[Change] = ()) -> Iterator[str]:
    """Give the document line by line, what differs from the previous draft first."""
    yield printable(document.title)
    yield from (printable(part) for part in (document.subtitle, document.entity, document.period) if part)
    told = [described(change) for change in changes]
    if told:
        yield f"\nChanged since the previous draft ({len(told)}):"
        for change in told:
            yield from wrap(printable(change), WIDTH, initial_indent="  * ", subsequent_indent="    ")
    for section in document.sections:
        body = [line for block in section.blocks for line in _block(block)]
        if body:
            yield f"\n{printable(section.title).upper()}"
            yield from body


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"  {printable(block.text)}"
        case Paragraph():
            yield from _wrapped(block.plain)
        case Callout():
            yield from _wrapped(f"[{block.tone}] {block.title}")
            for paragraph in block.paragraphs:
                yield from _wrapped(paragraph.plain)
        case KeyFigures():
            for card in block.cards:
                yield f"  {printable(card.figure.name):<28} {figure_text(card.figure):>20}"
        case Table():
            yield f"  (table of {len(block.rows)} rows)"
        case _:
            return


def _wrapped(text: str) -> list[str]:
    return wrap(printable(text), WIDTH, initial_indent="  ", subsequent_indent="  ") or [""]
