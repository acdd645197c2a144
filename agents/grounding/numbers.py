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
_BUDGET_BEFORE = re.compile(
    r"\b(?:(?:budget|plan)(?: of| was|:)|budgeted(?: at)?)\s*(?:about |some |around )?\(?$", re.IGNORECASE
)
_BUDGET_AFTER = re.compile(r"\s*(?:in the budget|budgeted|(?:was|were) (?:budgeted|planned))\b", re.IGNORECASE)
_PRIOR_AFTER = re.compile(
    r"\s*(?:(?:a|one|the) year (?:before|earlier|ago)|(?:in )?(?:the )?(?:last|prior|previous) year)\b", re.IGNORECASE
)
_LOSS = re.compile(rf"\b(?:loss|deficit|outflow){_SAID}", re.IGNORECASE)
_PROFIT = re.compile(rf"\b(?:profit|surplus|inflow){_SAID}", re.IGNORECASE)


def number_problem(reading: Reading, number: Quantity) -> str | None:
    """Return what is wrong with a number, None for one that the facts bear out."""
    candidates = reading.candidates(number)
    if not candidates:
        return _nothing_like_it(reading, number)
    return (
        _subject_problem(reading, number, candidates)
        or _sign_problem(reading, number, candidates)
        or _direction_problem(reading, number, candidates)
        or _base_problem(reading, number, candidates)
        or _period_problem(reading, number, candidates)
    )


def _subject_problem(reading: Reading, number: Quantity, candidates: list[Fact]) -> str | None:
    """Say where "Income was 142,870" takes another subject's figure, or the subject's budget or earlier amount."""
    said_of = reading.said_of(number)
    if not said_of:
        return None
    own = [fact for fact in reading.facts.given if fact.subject in said_of]
    meant = [fact for fact in candidates if any(_is_about(fact, subject) for subject in said_of)]
    if not meant:
        right = "; ".join(fact.text for fact in own[:3])
        return f"this is {candidates[0].text}, not what the sentence says it of: {right}"
    latest = max(fact.period for fact in own)
    if reading.compares or any(fact.kind in ("amount", "result") and fact.period >= latest for fact in meant):
        return None
    return f"this is {meant[0].text} for {meant[0].period}, which the sentence does not say"


def _is_about(fact: Fact, subject: frozenset[str]) -> bool:
    return fact.subject >= subject if fact.kind == "result" else fact.subject == subject


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
    if number.parenthesised or not number.magnitude:
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


def _base_problem(reading: Reading, number: Quantity, candidates: list[Fact]) -> str | None:
    """Say where "a budget of 12,000" or "12,000 a year before" takes a figure that is not that base."""
    text = reading.sentence.text
    before, after = text[: number.start], text[number.end :]
    if (_BUDGET_BEFORE.search(before) or _BUDGET_AFTER.match(after)) and not any(
        fact.basis == "budget" for fact in candidates
    ):
        return f"this is no budget: {candidates[0].text}"
    latest = max((fact.period for fact in reading.facts.given if fact.subject in reading.subjects), default="")
    if _PRIOR_AFTER.match(after) and not any(fact.basis == "prior" or fact.period < latest for fact in candidates):
        return f"this is not the figure of the year before: {candidates[0].text} for {candidates[0].period}"
    return None


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
