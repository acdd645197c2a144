"""Hold a part against its whole where a sentence states both: "410,000 of 1,655,000", "1,655,000, of which 410,000"."""

import re
from collections.abc import Iterator

from agents.grounding.numbers import Problem
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


def part_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where what is called a part is more than its whole."""
    for first, second in zip(reading.numbers, reading.numbers[1:], strict=False):
        pair = _part_and_whole(reading, first, second) if first.unit == second.unit != "" else None
        if pair and pair[0].low > pair[1].high:
            yield first.start, second.end, "the part is more than the whole that it is said to be of"


def _part_and_whole(reading: Reading, first: Quantity, second: Quantity) -> tuple[Quantity, Quantity] | None:
    between = reading.sentence.text[first.end : second.start]
    if first.unit in ("percent", "points", "ratio") or first.sign or second.sign or reading.bound_directions.keys() & {first.start, second.start}:
        return None
    if _OF_WHOLE.fullmatch(between) and _MEANT_WHOLE.search(between):
        return first, second
    if _WITH_PART.fullmatch(between) or _PART_AFTER.match(reading.sentence.text, second.end):
        return second, first
    return None
