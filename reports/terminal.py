"""A document in a terminal: the whole of it, as plain text."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from reports.cells import change_text, figure_text
from reports.chart import Chart
from reports.chart_table import chart_table
from reports.difference import described
from reports.document import Block, Change, Document, KeyFigures, Section
from reports.notes import footnotes
from reports.table import Table
from reports.terminal_table import table_lines
from reports.text import Callout, Heading, Paragraph, printable

WIDTH = 100


def lines(document: Document, changes: Iterable[Change] = ()) -> Iterator[str]:
    """Give the document line by line, what differs from the previous draft first; none is longer than `WIDTH`."""
    yield from map(printable, _lines(document, changes))


def filled(text: str, *, indent: str = "  ", more: int = 0) -> list[str]:
    """Return `text` as lines of a terminal, those after the first indented by `more` characters beyond `indent`."""
    rest = indent + " " * more
    return wrap(printable(text), WIDTH, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False)


def _lines(document: Document, changes: Iterable[Change]) -> Iterator[str]:
    for part in (document.title, document.subtitle, document.entity, document.period):
        yield from filled(part, indent="")
    for fact in document.facts:
        yield from filled(f"{fact.label:<16}{fact.value}", more=16)
    told = [described(change) for change in changes]
    if told:
        yield f"\nChanged since the previous draft ({len(told)}):"
        for change in told:
            yield from filled(f"* {change}", more=2)
    for sentence in document.reading:
        yield from filled(sentence)
    counted = 0
    for section in document.sections:
        notes = footnotes(section, counted)
        counted += len(notes)
        yield from _section(section, notes)


def _section(section: Section, notes: Mapping[str, int]) -> Iterator[str]:
    body = [line for block in section.blocks for line in _block(block, notes)]
    if body:
        yield ""
        yield from filled(section.title.upper(), indent="")
        yield from body
        for note, number in notes.items():
            yield from filled(f"[{number}] {note}", more=4)


def _block(block: Block, notes: Mapping[str, int]) -> Iterator[str]:
    match block:
        case Heading():
            yield ""
            yield from filled(block.text)
        case Paragraph():
            yield from filled(_with_notes(block, notes))
        case Callout():
            yield from filled(f"[{block.tone}] {block.title}")
            for paragraph in block.paragraphs:
                yield from filled(_with_notes(paragraph, notes))
        case KeyFigures():
            for card in block.cards:
                yield f"  {card.figure.name:<28} {figure_text(card.figure):>20}"
                said = [f"{change_text(one.change, one.unit)} {one.label}" for one in card.comparisons]
                yield from filled("; ".join([*said, card.note] if card.note else said), indent=" " * 6)
        case Table():
            yield from table_lines(block, WIDTH)
        case Chart():
            yield from filled(block.description)
            yield from table_lines(chart_table(block), WIDTH)
        case _:
            return


def _with_notes(paragraph: Paragraph, notes: Mapping[str, int]) -> str:
    return "".join(f"{span.text} [{notes[span.note]}]" if span.note else span.text for span in paragraph.spans)
