"""What differs between two drafts of a document, in the words of the reader."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from reports.cells import cell_text, change_text, figure_text
from reports.chart import Chart
from reports.chart_table import chart_table
from reports.document import Block, Change, Document, KeyFigure, KeyFigures, Section, Segment
from reports.table import Row, Table
from reports.text import Callout, Heading, Paragraph

Statement = tuple[str, str]
"""Where something is said, and what is said there."""


def differences(before: Document, after: Document) -> list[Change]:
    """Return the changes from `before` to `after`: in the order of `after`, then what is gone.

    Passages are compared word by word, tables and charts number by number. Documents that differ only in what
    no reader sees as words (the order of chapters, a decimal that is not shown) give one change that says so.
    """
    places_before, places_after = _passages(before), _passages(after)
    changes: list[Change] = []
    for where, texts in places_after.items():
        changes += _changed(where, places_before.get(where, []), texts)
    for where, texts in places_before.items():
        if where not in places_after:
            changes += _changed(where, texts, [])
    if not changes and before != after:
        unseen = Segment(change="added", text="The layout, or digits that are not shown, differ.")
        changes.append(Change(where="Document", segments=(unseen,)))
    return changes


def described(change: Change) -> str:
    """Return a change as one line for a terminal: what went in [-brackets-], what came in {+braces+}."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    text = "".join(marks[segment.change].format(segment.text) for segment in change.segments)
    return f"{change.where}: {text}"


def _changed(where: str, before: list[str], after: list[str]) -> Iterator[Change]:
    """Pair the texts of one place: equal ones drop out, replaced ones are compared word by word."""
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = before[a:b], after[c:d]
        for index in range(max(len(old), len(new))):
            was = old[index] if index < len(old) else ""
            is_ = new[index] if index < len(new) else ""
            yield Change(where=where, segments=_word_difference(was, is_))


def _word_difference(before: str, after: str) -> tuple[Segment, ...]:
    old, new = re.findall(r"\s+|\S+", before), re.findall(r"\s+|\S+", after)
    segments: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            segments.append(Segment(change="same", text="".join(old[a:b])))
            continue
        segments += _segment("removed", old[a:b]) + _segment("added", new[c:d])
    return tuple(segments)


def _segment(change: Literal["removed", "added"], words: list[str]) -> list[Segment]:
    return [Segment(change=change, text="".join(words))] if words else []


def _passages(document: Document) -> dict[str, list[str]]:
    """Return every text of the document by the place at which a reader finds it."""
    found: dict[str, list[str]] = {"Cover": [document.title, document.subtitle, document.entity, document.period]}
    for fact in document.facts:
        found.setdefault(f"Cover, {fact.label}", []).append(fact.value)
    found["How to read"] = list(document.reading)
    for section in document.sections:
        for where, text in _statements(section):
            found.setdefault(where, []).append(text)
    return found


def _statements(section: Section) -> Iterator[Statement]:
    place = section.title
    for block in section.blocks:
        if isinstance(block, Heading):
            place = f"{section.title}, {block.text}"
            yield f"{section.title}, headings", block.text
        else:
            yield from _said(block, place)


def _said(block: Block, place: str) -> Iterator[Statement]:
    match block:
        case Paragraph():
            yield place, block.plain
        case Callout():
            yield place, block.title
            yield from ((place, paragraph.plain) for paragraph in block.paragraphs)
        case KeyFigures():
            for card in block.cards:
                yield f"{place}, {card.figure.name}", "; ".join(_told(card))
        case Table():
            yield from _cells(block, place)
        case Chart():
            yield from _cells(chart_table(block), f"{place}, chart {block.title}")
        case _:
            return


def _told(card: KeyFigure) -> Iterator[str]:
    yield figure_text(card.figure)
    yield from (f"{change_text(one.change, one.unit)} {one.label}" for one in card.comparisons)


def _cells(table: Table, place: str) -> Iterator[Statement]:
    """Return each cell by its row's first cell; rows of one name are told apart by a counter."""
    seen: Counter[str] = Counter()
    for row in table.rows:
        name = _name(row)
        seen[name] += 1
        nth = f" ({seen[name]})" if seen[name] > 1 else ""
        for column, cell in zip(table.columns[1:], row.cells[1:], strict=False):
            yield f"{place}, {name}{nth}, {column.title}", cell_text(cell, column, table.currency)
    yield from ((f"{place}, notes on {table.title}", note) for note in table.notes)


def _name(row: Row) -> str:
    return str(row.cells[0])
