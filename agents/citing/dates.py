"""Hold the dates and times of a sentence against a passage: the same day, and the same end of a time."""

import re
from collections.abc import Iterator
from typing import Literal

from agents.citing.stretch import Stretch
from agents.grounding.periods import PeriodMention
from agents.vocabulary.languages import fold

Edge = Literal["", "first", "last", "within"]
_START = re.compile(
    r"\b(?:from|since|as of|as from|starting|beginning|after|ab|seit|nach|vom)(?: (?:the|dem|zum))?\s*$"
)
_END = re.compile(
    r"\b(?:until|till|up to|to|by|before|ending|through|bis|bis zum|vor|spatestens)(?: (?:the|dem|zum|am))?\s*$"
)


_RANGE = re.compile(r"(?:from|vom|von) .* (?:to|until|till|bis)\b")
_WITHIN = re.compile(r"\b(?:in|every|each|im|jeden)\s*$")


def edge_of(text: str, start: int) -> Edge:
    """Return whether the words before a date make it the first or the last of a time, or the time itself; "" where they
    do not say.
    """
    before = fold(text[max(0, start - 20) : start])
    if _WITHIN.search(before):
        return "within"
    return "first" if _START.search(before) else "last" if _END.search(before) else ""


def date_problems(statement: Stretch, whole: Stretch, where: str) -> Iterator[str]:
    """Yield the dates, periods and times of day that the passage does not give."""
    for date in statement.dates:
        same = [other for other in whole.dates if same_date(date, other)]
        spoken = statement.text[date.start : date.end]
        if not same:
            yield f"{where} does not give the date “{spoken}”"
            continue
        edges = {edge_of(whole.text, other.start) for other in same}
        if _RANGE.search(statement.text[max(0, date.start - 5) : date.end + 9]) and not edges & {"first", "last"}:
            yield f"{where} does not give {spoken} as an end of a time"
        elif "" not in edges and edge_of(statement.text, date.start) not in {"", *edges}:
            yield f"{where} gives {spoken} as the other end of the time"
    for clock in sorted(statement.clocks - whole.clocks):
        yield f"{where} does not give the time “{clock}”"


def same_date(said: PeriodMention, given: PeriodMention) -> bool:
    """Tell whether a date is the given one, or the month or year that it lies in."""
    if said.year and given.year and said.year != given.year:
        return False
    if said.year and not given.year:
        return False
    if said.months == 12:
        return True
    if said.months == 3:
        return given.first_month == said.first_month and given.months == 3
    if said.first_month != given.first_month or given.months != 1:
        return False
    return said.day is None or said.day == given.day
