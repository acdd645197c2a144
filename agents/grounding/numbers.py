"""Hold each number of a sentence against the facts: right value, unit, sign, direction, subject and period."""

import re

from agents.grounding.directions import basis
from agents.grounding.facts import Fact
from agents.grounding.periods import known_interval
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

_NEGATIVE = re.compile(
    r"\b(?:loss(?:es)?|negative|minus|deficits?|outflows?|overdrawn|used|shortfall|fell|falls?|down|below|credits?"
    r"|reversals?|reduc\w+|lower\w*|declin\w+|decreas\w+|dropp?\w*|burn\w*|paid|repaid|returns?|unfavou?rable|adverse"
    r"|refund\w*|underspe\w+|less|short|shrank|missed)\b",
    re.IGNORECASE,
)
_SAID = r"(?: of| was| came to| amounted to|:)?\s*(?:about |some |around )?\(?$"
_LOSS = re.compile(rf"\b(?:loss|deficit|outflow){_SAID}", re.IGNORECASE)
_PROFIT = re.compile(rf"\b(?:profit|surplus|inflow){_SAID}", re.IGNORECASE)


def number_problem(reading: Reading, number: Quantity) -> str | None:
    """Return what is wrong with a number, None for one that the facts bear out."""
    candidates = reading.candidates(number)
    if not candidates:
        return _nothing_like_it(reading, number)
    said_of = reading.said_of(number)
    if said_of and not any(_speaks_of(fact, said_of) for fact in candidates):
        return f"this is {candidates[0].text}, not what the sentence says it of: {_right(reading, said_of)}"
    return (
        _sign_problem(reading, number, candidates)
        or _direction_problem(reading, number, candidates)
        or _period_problem(reading, number, candidates)
    )


def _speaks_of(fact: Fact, subjects: frozenset[frozenset[str]]) -> bool:
    return any(fact.subject >= subject for subject in subjects)


def _right(reading: Reading, subjects: frozenset[frozenset[str]]) -> str:
    return "; ".join([fact.text for fact in reading.facts.given if fact.subject in subjects][:3])


def _nothing_like_it(reading: Reading, number: Quantity) -> str:
    elsewhere = [fact for fact in reading.facts.given if number.holds(fact.value)]
    if number.unit and elsewhere:
        return f"the unit is not the figure's: {elsewhere[0].text}"
    named = [
        fact for fact in reading.facts.given if fact.subject in reading.subjects and number.unit in ("", fact.unit)
    ]
    near = sorted(named, key=lambda fact: abs(abs(fact.value) - number.magnitude))[:2]
    hint = f"; the sentence speaks of {'; '.join(fact.text for fact in near)}" if near else ""
    return f"no figure given, and no difference or ratio of two that the sentence names, is this number{hint}"


def _sign_problem(reading: Reading, number: Quantity, candidates: list[Fact]) -> str | None:
    text, first = reading.sentence.text, candidates[0].text
    if number.parenthesised:
        return None
    if number.sign < 0:
        return None if any(fact.value < 0 for fact in candidates) else f"the figure is not negative: {first}"
    before = text[: number.start]
    named = any("loss" in fact.name.lower() or "outflow" in fact.name.lower() for fact in candidates)
    if _LOSS.search(before) and not named and all(fact.value > 0 for fact in candidates):
        return f"the figure is no loss: {first}"
    if all(fact.value < 0 for fact in candidates) and (
        number.sign > 0 or _PROFIT.search(before) or not _says_negative(reading, number)
    ):
        return f"the figure is negative: {first}"
    return None


def _says_negative(reading: Reading, number: Quantity) -> bool:
    direction = reading.direction_of(number)
    return bool(_NEGATIVE.search(reading.sentence.text)) or (direction is not None and direction.sign < 0)


def _direction_problem(reading: Reading, number: Quantity, candidates: list[Fact]) -> str | None:
    direction = reading.direction_of(number)
    if direction is None:
        return None
    word = reading.sentence.text[direction.start : direction.end]
    changes = [fact for fact in candidates if fact.kind == "change"]
    if not changes:
        compared = {fact.subject for fact in reading.facts.changes}
        if all(fact.subject in compared for fact in candidates) and number.unit != "ratio":
            return f"“{word}” makes it a change, but it is the amount itself: {candidates[0].text}"
        return None
    against = basis(_comparison(reading, number, direction.end))
    meant = [fact for fact in changes if not (against and fact.basis) or fact.basis == against]
    if not meant:
        return f"it is not compared with what the sentence says: {changes[0].text}"
    if not any(fact.value * direction.sign > 0 for fact in meant):
        return f"“{word}” is the wrong way round: {meant[0].text}"
    return None


def _comparison(reading: Reading, number: Quantity, end: int) -> str:
    """Return the words after a change, up to the next one, that say what it is compared with."""
    start = max(number.end, end)
    changes = [other.start for other in reading.numbers if other.start > start and reading.direction_of(other)]
    return reading.sentence.text[start : min(changes, default=None)]


def _period_problem(reading: Reading, number: Quantity, candidates: list[Fact]) -> str | None:
    mention = reading.period_after(number)
    if mention is None:
        return None
    intervals = [(known_interval(fact.period), fact) for fact in candidates]
    years = {day.year for interval, _ in intervals if interval for day in interval}
    spoken = mention.intervals(years)
    for interval, _ in intervals:
        if interval is None or any(interval[0] <= end and start <= interval[1] for start, end in spoken):
            return None
    return f"this is the figure of another period: {candidates[0].text} for {candidates[0].period}"
