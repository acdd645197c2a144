"""Hold a number that a text makes a change: the way that its word goes, and what it is measured against."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from agents.grounding.arithmetic import apart
from agents.grounding.dating import dated_before
from agents.grounding.direction_words import BASES
from agents.grounding.directions import Basis, Direction, compared_with
from agents.grounding.fact import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.suppositions import is_needed, looks_back, supposes

_COMPARES = re.compile(
    r"(?:(?:is|are|was|were|came in|stood) )?"
    r"(?:above|below|over|under|ahead|behind|short|in excess|more than|less than|higher than|lower than|up|down)\b"
    r"|exceed|beat|miss|top|surpass|outperform|underperform",
    re.IGNORECASE,
)
_OF_BASE = re.compile(rf"\s*(?:(?:of |that of )(?:[^\W\d]+ )?)?{BASES}", re.IGNORECASE)
_TO_AMOUNT = re.compile(r" (?:than )?(?:the|its|their|our) ", re.IGNORECASE)
_VARIANCE = re.compile(r"\bvariances?\b", re.IGNORECASE)
_AT_FIRST = re.compile(
    r" (?:at the (?:start|beginning) of the (?:month|period|quarter|year)"
    r"|(?:a|one) (?:year|month) (?:earlier|before))\b"
)
"""After a change, what says that it is how the earlier amount stood."""
_AGAINST = re.compile(r" (?:against|versus|vs\.?|compared)\b", re.IGNORECASE)
_BY = re.compile(r"\bby\b", re.IGNORECASE)


def direction_problem(reading: Reading, number: Quantity, direction: Direction, own: Sequence[Fact]) -> str | None:
    """Say where a number goes the other way than the word that makes it a change, or is none."""
    turn = _turn(reading, number, direction)
    if direction.is_denied or reading.compares_subjects(direction) or not turn:
        return None
    word = reading.sentence.text[direction.start : direction.end]
    changes = [fact for fact in own if fact.kind == "change"]
    if len(changes) == len(own) and _TO_AMOUNT.fullmatch(reading.sentence.text, direction.end, number.start):
        return f"“{word}” sets something against an amount, but this lies between two: {own[0].text}"
    is_aside = number.parenthesised or "," in reading.sentence.text[number.end : direction.start]
    if not changes and is_aside and direction.start >= number.end:
        changes = _of_latest(reading, own)
    elif not changes:
        is_list = ":" in reading.sentence.text[direction.end : number.start]
        if is_list and (direction.grammar == "verb" or _AGAINST.match(reading.sentence.text, number.end)):
            return None  # "has been improving: 45.2 % now", "the largest shortfall: 910,000 against 960,000"
        if number.unit == "percent" and all(len(fact.parts) == 1 for fact in own):
            return f"“{word}” makes it a change, but it is {own[0].name}"
        compared = {fact.subject for fact in reading.facts.changes}
        if number.unit == "ratio" or not all(fact.subject in compared for fact in own):
            return None
        if (
            number.bound
            and direction.start < number.start
            and not reading.sentence.text[direction.end : number.start].strip()
        ):
            return None  # "exceeded 140,000" loosens the number, which was held against its figure so
        compared_to = _COMPARES.match(reading.sentence.text, direction.start) and not (
            number.start < direction.end or _BY.search(reading.sentence.text, direction.end, number.start)
        )
        changes = _to_base(reading, own) if compared_to else []
        if not changes and compared_to:
            return None
        if not changes:
            return f"“{word}” makes it a change, but it is the amount itself: {own[0].text}"
    against = reading.comparison_of(number, direction)
    meant = [fact for fact in changes if not (against and fact.basis) or fact.basis == against]
    said = replace(direction, sign=turn * direction.sign)
    if meant and not any(reading.goes(said, fact) for fact in meant):
        return f"“{word}” is the wrong way round: {meant[0].text}"
    return None


def _turn(reading: Reading, number: Quantity, direction: Direction) -> Literal[-1, 0, 1]:
    """Return -1 where the word says how an earlier amount was: "it had been 4 % lower"; 0 where it is supposed."""
    text, start = reading.sentence.text, reading.sentence.break_before(number.start)
    if supposes(text[start : reading.sentence.break_after(number.end)]):
        return 0
    if _AT_FIRST.match(text, max(direction.end, number.end)):
        return -1
    if direction.start < number.end:
        return 1
    if is_needed(text, direction.end):
        return 0
    before, period = text[start : number.start], dated_before(reading, number)
    return -1 if looks_back(before) or (period is not None and reading.is_year_before(period)) else 1


def _to_base(reading: Reading, own: Sequence[Fact]) -> list[Fact]:
    """Return the changes to the bases that a number can be, where the word compares: "short of the 960,000 planned"."""
    latest = reading.facts.latest
    bases = {
        (fact.subject, fact.basis or apart(latest[fact.subject], fact.period)) for fact in own if fact.kind != "result"
    }
    return [fact for fact in reading.facts.changes if fact.basis and (fact.subject, fact.basis) in bases]


def _of_latest(reading: Reading, own: Sequence[Fact]) -> list[Fact]:
    """Return the changes of the amounts that a number can be: "energy came in at 88,400, below the budget"."""
    now = {fact.subject for fact in own if fact.kind == "amount" and reading.facts.is_latest(fact)}
    return [fact for fact in reading.facts.changes if fact.subject in now]


def basis_problem(reading: Reading, number: Quantity, direction: Direction | None, own: Sequence[Fact]) -> str | None:
    """Say where a change or a share is measured against another base than the sentence says."""
    return _share_problem(reading, number, own) or _change_problem(reading, number, direction, own)


def _change_problem(reading: Reading, number: Quantity, direction: Direction | None, own: Sequence[Fact]) -> str | None:
    """Say where "3 % above the prior year" or "income vs prior year: +3 %" takes the change on the budget."""
    changes = [fact for fact in own if fact.kind == "change"]
    if not changes or (not direction and len(changes) < len(own)) or (direction and direction.is_denied):
        return None
    against = reading.comparison_of(number, direction) or _meant_by_variance(reading, number)
    if against and not any(_is_against(fact, against) for fact in changes):
        return f"it is not compared with what the sentence says: {changes[0].text}"
    return None


def _meant_by_variance(reading: Reading, number: Quantity) -> Basis:
    """Return the budget where a number is called a variance and the sentence speaks of no earlier period."""
    text = reading.sentence.text
    if not _VARIANCE.search(text, reading.end_before(number), number.start) or compared_with(text) - {"budget"}:
        return ""
    return "" if any(reading.is_year_before(period) for period in reading.periods) else "budget"


def _share_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where "162 % of the prior year" is a share of another base."""
    match = _OF_BASE.match(reading.sentence.text, number.end)
    said = compared_with(match[0]) if match else set()
    if not said or not all(fact.kind == "result" and len(fact.parts) <= 1 for fact in own):
        return None
    return None if any(fact.basis in ("", *said) for fact in own) else f"it is a share of another base: {own[0].text}"


def _is_against(fact: Fact, against: Basis) -> bool:
    """Return whether a change is measured so; one of the period itself is on the month or quarter before."""
    return fact.basis == against if fact.basis else against in ("month", "quarter")
