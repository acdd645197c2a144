"""Hold two amounts of a sentence against each other: a part and its whole, the larger and the smaller."""

import re
from collections.abc import Iterator

from agents.grounding.problems import Problem
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

_OF_WHOLE = re.compile(
    r"\)?\s+(?:(?:out )?of|from|in) (?:(?:the|our|its|total|all|a) )*(?:[^\W\d]+(?:['’]s)? ){0,3}(?:of )?(?:the )?\(?",
    re.IGNORECASE,
)
_MEANT_WHOLE = re.compile(r"\bof\b|['’]s\b", re.IGNORECASE)
_WITH_PART = re.compile(
    r"[^;.\d]{0,40}?(?:,? (?:out )?of (?:which|it|them|this|that)|\binclud(?:es?|ed|ing)(?! in)|\bcontain(?:s|ed|ing)?)"
    r" (?:[^\W\d]+ ){0,6}?\(?",
    re.IGNORECASE,
)
_PART_AFTER = re.compile(r"\)?\s+(?:out )?of (?:it|them|this|that|which)\b", re.IGNORECASE)
_MORE = r"more|larger|bigger|greater|higher"
_LESS = r"less|smaller|lower|fewer"
_COMPARED = re.compile(
    rf"[),]{{0,2}} (?:is|was|are|were) (?:[a-z]+ )?(?:(?P<more>{_MORE})|(?P<less>{_LESS})) than (?:[^\d;.,]|, )*",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:^|[,;:] )(?:(?P<more>more)|(?P<less>less|fewer)) (?:was|were|is|has|went)\b[^;.\d]*$", re.IGNORECASE
)
_THAN = re.compile(r"[^;.\d]*\bthan\b[^;.\d]*", re.IGNORECASE)


def amount_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where a part is more than its whole, or of two amounts the one called larger is the smaller."""
    for first, second in zip(reading.numbers, reading.numbers[1:], strict=False):
        if not first.unit or first.unit != second.unit or first.sign or second.sign:
            continue
        pair = _part_and_whole(reading, first, second)
        if pair and pair[0].low > pair[1].high:
            yield first.start, second.end, "the part is more than the whole that it is said to be of"
        said = _said_larger(reading, first, second)
        if said and (first.magnitude - second.magnitude) * (1 if said["more"] else -1) < 0:
            yield (
                min(said.start(), first.start),
                second.end,
                "the comparison is the wrong way round for the two amounts",
            )


def _part_and_whole(reading: Reading, first: Quantity, second: Quantity) -> tuple[Quantity, Quantity] | None:
    between = reading.sentence.text[first.end : second.start]
    if first.unit in ("percent", "points", "ratio") or reading.bound_directions.keys() & {first.start, second.start}:
        return None
    if _OF_WHOLE.fullmatch(between) and _MEANT_WHOLE.search(between):
        return first, second
    if _WITH_PART.fullmatch(between) or _PART_AFTER.match(reading.sentence.text, second.end):
        return second, first
    return None


def _said_larger(reading: Reading, first: Quantity, second: Quantity) -> re.Match[str] | None:
    """Return the words that call the first amount the larger or the smaller of two."""
    text = reading.sentence.text
    said = _COMPARED.fullmatch(text, first.end, second.start)
    if not said and _THAN.fullmatch(text, first.end, second.start):
        said = _OPENING.search(text[: first.start])
    return said
