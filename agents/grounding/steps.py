"""Hold a step against the two amounts that it leads between: "from 990,000 to 1,041,350, that is by 5.2 %"."""

import re
from collections.abc import Iterator

from agents.grounding.problems import Problem
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

_FROM = re.compile(
    r"\bfrom\s+(?:about |some |around |roughly |just |over |under |a |an |the |level |of )*\(?$", re.IGNORECASE
)
_TO = re.compile(
    r"[^\d,;]{0,40}?,?\s*\bto\s+(?:about |some |around |roughly |nearly |almost |just |over |under )*", re.IGNORECASE
)
_BACK = re.compile(
    r"[^\d;]{0,40}?,?\s*\bfrom\s+(?:about |some |around |roughly |nearly |almost |just |over |under )*", re.IGNORECASE
)
_BY = re.compile(
    r"[^\d;.]{0,30}?(?:,? (?:i\.e\.|that is,?|or|namely|thus|hence))?,?\s*(?:by |an? "
    r"|\()(?:[a-z]+ (?:of )?){0,2}[+−–-]?",
    re.IGNORECASE,
)
_NEAR = 100


def steps(reading: Reading) -> Iterator[tuple[Quantity, Quantity, int]]:
    """Yield the earlier and the later amount of each "from A to B" or "to B from A", and where the words begin."""
    text = reading.sentence.text
    for first, second in zip(reading.numbers, reading.numbers[1:], strict=False):
        lead = _FROM.search(text[max(0, first.start - _NEAR) : first.start])
        if lead and _TO.fullmatch(text, first.end, second.start):
            yield first, second, first.start
        elif _BACK.fullmatch(text, first.end, second.start) and not lead:
            later = _beside(reading, first, second)
            yield second, later, later.start


def _beside(reading: Reading, last: Quantity, earlier: Quantity) -> Quantity:
    """Return the number that "from B" leads back from: the last before it, or the one that an aside says again."""
    place = reading.place(last)
    before = reading.numbers[place - 1] if place else last
    return before if before.unit == earlier.unit != last.unit else last


def step_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where the number after "from A to B, by" is not what lies between the two."""
    text = reading.sentence.text
    for earlier, later, _ in steps(reading):
        place = max(reading.place(earlier), reading.place(later)) + 1
        step = reading.numbers[place] if place < len(reading.numbers) else None
        last = reading.numbers[place - 1]
        if step and _BY.fullmatch(text, last.end, step.start) and not _fits(earlier, later, step):
            yield step.start, step.end, "this is not what lies between the two amounts before it"


def _fits(earlier: Quantity, later: Quantity, step: Quantity) -> bool:
    """Return whether a step can be what lies between two amounts, each rounded as it is written."""
    if earlier.unit != later.unit:
        return True
    least, most = _between(earlier, later)
    if step.unit == "percent" and earlier.unit != "percent":
        if not earlier.low:
            return True
        return least / earlier.high * 100 <= step.high and step.low <= most / earlier.low * 100
    if step.unit not in (earlier.unit, "points" if earlier.unit == "percent" else ""):
        return True
    return least <= step.high and step.low <= most


def _between(earlier: Quantity, later: Quantity):
    lower, upper = sorted([earlier, later], key=lambda number: number.magnitude)
    if earlier.sign != later.sign:
        return lower.low + upper.low, lower.high + upper.high
    return max(upper.low - lower.high, 0 * upper.low), upper.high - lower.low
