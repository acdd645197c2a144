"""Hold each number of a sentence against the facts: right value, unit, subject, direction, sign, part and period."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

from agents.grounding.arithmetic import apart
from agents.grounding.dating import dated_before, period_problem
from agents.grounding.direction_words import BASES
from agents.grounding.directions import Basis, Direction, compared_with
from agents.grounding.facts import Fact
from agents.grounding.problems import Problem
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.roles import role_problem
from agents.grounding.signs import sign_problem
from agents.grounding.suppositions import is_needed, looks_back, supposes

_COMPARES = re.compile(
    r"(?:above|below|over|under|ahead|behind|short|in excess|more than|less than|higher than|lower than|up|down)\b"
    r"|exceed|beat|miss|top|surpass|outperform|underperform",
    re.IGNORECASE,
)
_OF_BASE = re.compile(rf"\s*(?:(?:of |that of )(?:[^\W\d]+ )?)?{BASES}", re.IGNORECASE)
_TO_AMOUNT = re.compile(r" (?:than )?(?:the|its|their|our) ", re.IGNORECASE)
_BY = re.compile(r"\bby\b", re.IGNORECASE)


def number_problems(books: Reconciliation) -> Iterator[Problem]:
    """Yield what is wrong with the numbers of a sentence, one problem each; nothing for those that are borne out."""
    for number in books.reading.numbers:
        own = books.own(number)
        if own:
            yield from islice(_problems(books.reading, number, own), 1)
        else:
            yield *_with_subject(books, number), _nothing_like_it(books, number)


def _with_subject(books: Reconciliation, number: Quantity) -> tuple[int, int]:
    """Return where a number stands, with the subject near it that it is not of."""
    said_of = books.attached[number.start].subjects
    if books.alike(number):
        start, end = books.reading.end_before(number), books.reading.start_after(number)
        for mention in reversed(books.reading.mentions_between(start, end)):
            if mention.subject in said_of:
                return min(mention.start, number.start), max(mention.end, number.end)
    return number.start, number.end


def _unsaid(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where nothing tells what a percentage is of: no subject, no change, no comparison."""
    if number.unit not in ("percent", "points") or reading.mentions or reading.mentions_before:
        return None
    if any(fact.kind == "result" for fact in own) or "cent" in reading.sentence.text[number.start : number.end]:
        return None
    if reading.speaks_of_change or reading.direction_words or compared_with(reading.sentence.text):
        return None
    return f"no word says what this is of: {own[0].text}"


def _problems(reading: Reading, number: Quantity, own: Sequence[Fact]) -> Iterator[Problem]:
    start, end = number.start, number.end
    direction = reading.bound_directions.get(start)
    why = _direction_problem(reading, number, direction, own) if direction else None
    if direction and why:
        yield min(start, direction.start), max(end, direction.end), why
    why = _basis_problem(reading, number, direction, own) or _share_problem(reading, number, own)
    if why:
        after = max(end, direction.end) if direction else end
        yield min(start, direction.start) if direction else start, reading.phrase_end(after), why
    sign = sign_problem(reading, number, own)
    if sign:
        yield start - sign[0], end, sign[1]
    why = _unsaid(reading, number, own) or role_problem(reading, number, own)
    if why:
        yield start, end, why
    dated = period_problem(reading, number, own)
    if dated:
        yield min(start, dated[0].start), max(end, dated[0].end), dated[1]


def _nothing_like_it(books: Reconciliation, number: Quantity) -> str:
    facts, said_of = books.reading.facts, books.attached[number.start].subjects
    right = [fact for fact in facts.given if fact.subject in said_of and number.unit in ("", fact.unit)]
    others = books.alike(number)
    if others:
        meant = f": {'; '.join(fact.text for fact in right[:3])}" if right else ""
        return f"this is {others[0].text}, not what the sentence says it of{meant}"
    elsewhere = [fact for fact in facts.given if number.holds(fact.value)]
    if number.unit and elsewhere:
        return f"the unit is not the figure's: {elsewhere[0].text}"
    named = right or [
        fact for fact in facts.given if fact.subject in books.reading.subjects and number.unit in ("", fact.unit)
    ]
    near = sorted(named, key=lambda fact: abs(abs(fact.value) - number.magnitude))[:2]
    hint = f"; the sentence speaks of {'; '.join(fact.text for fact in near)}" if near else ""
    return f"no figure given, and no difference or ratio of two that the sentence names, is this number{hint}"


def _direction_problem(reading: Reading, number: Quantity, direction: Direction, own: Sequence[Fact]) -> str | None:
    turn = _turn(reading, number, direction)
    if direction.is_denied or reading.compares_subjects(direction) or not turn:
        return None
    word = reading.sentence.text[direction.start : direction.end]
    changes = [fact for fact in own if fact.kind == "change"]
    if len(changes) == len(own) and _TO_AMOUNT.fullmatch(reading.sentence.text, direction.end, number.start):
        return f"“{word}” sets something against an amount, but this lies between two: {own[0].text}"
    if not changes:
        if direction.grammar == "verb" and ":" in reading.sentence.text[direction.end : number.start]:
            return None  # "has been improving: 45.2 % now"
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


def _basis_problem(reading: Reading, number: Quantity, direction: Direction | None, own: Sequence[Fact]) -> str | None:
    """Say where "3 % above the prior year" or "income vs prior year: +3 %" takes the change on the budget."""
    changes = [fact for fact in own if fact.kind == "change"]
    if not changes or (not direction and len(changes) < len(own)) or (direction and direction.is_denied):
        return None
    against = reading.comparison_of(number, direction)
    if against and not any(_is_against(fact, against) for fact in changes):
        return f"it is not compared with what the sentence says: {changes[0].text}"
    return None


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
