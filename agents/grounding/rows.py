"""Subjects in a row and as many numbers in a row, each of which is of its own subject."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

from agents.grounding.attachment_words import SEPARATOR
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.subjects import Mention, Subject

_Placed = TypeVar("_Placed", Mention, Quantity)
_OF = re.compile(r"\s+(?:of|at)\s+")
_NEAR = 60


def paired(reading: Reading) -> dict[int, Subject]:
    """Return what numbers are of that stand in a row after as many subjects in a row: "a and b were 1 and 2"."""
    text, found = reading.sentence.text, {}
    names = [row for row in _rows(reading.mentions, text) if len(row) > 1]
    starts = [row[0].start for row in names]
    for row in _rows(reading.numbers, text):
        place = bisect_right(starts, row[0].start)
        for named in names[max(0, place - 1) : place + 1]:
            if len(row) == len(named) and not _is_led(row[0], reading, named) and _lead_to_each_other(row, named, text):
                pairs = zip(row, named, strict=True)
                found |= {number.start: name.subject for number, name in pairs}
                break
    return found


def _is_led(number: Quantity, reading: Reading, named: Sequence[Mention]) -> bool:
    """Return whether a subject outside the row leads to its first number: "of expenses of 100, 20 is a and b"."""
    before = reading.mentions_between(0, number.start)[-1:]
    return bool(before and before[0] not in named and _OF.fullmatch(reading.sentence.text, before[0].end, number.start))


def _lead_to_each_other(row: Sequence[Quantity], named: Sequence[Mention], text: str) -> bool:
    first, second = (named, row) if named[-1].end <= row[0].start else (row, named)
    gap = text[first[-1].end : second[0].start]
    return len(gap) < _NEAR and not re.search(r"[\d;]", gap)


def _rows(items: Sequence[_Placed], text: str) -> list[list[_Placed]]:
    rows: list[list[_Placed]] = []
    for item in items:
        if rows and SEPARATOR.fullmatch(text[rows[-1][-1].end : item.start]):
            rows[-1].append(item)
        else:
            rows.append([item])
    return rows
