"""Hold the words of a sentence against the facts: directions without a number, from and to, judgements."""

import re
from collections.abc import Iterator
from decimal import Decimal

from agents.grounding.directions import Direction
from agents.grounding.naming import is_of_a_share, named_before
from agents.grounding.pairs import pair_problems
from agents.grounding.problems import Problem
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.role_words import BUDGET_WORD
from agents.grounding.steps import step_problems, steps
from agents.grounding.subjects import Subject

_OF = re.compile(
    r"\s*(?:of|in|for|to|on|by|from)?(?:\s|¤|the\b|its\b|our\b|of\b|in\b|for\b|[\d.,%]|EUR|USD|GBP|CHF|€|\$"
    r"|points|percent|per cent)*",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\W*(?:and )?(?:¤+|(?:the|this) (?:month|quarter|year|period)) (?:was|is|closed|ended|came)\b", re.IGNORECASE
)
_NEAR = 100


def claim_problems(books: Reconciliation) -> Iterator[Problem]:
    """Yield what the sentence's direction words and judgements say against the facts."""
    ends = list(steps(books.reading))
    for first, second, _ in ends:
        why = _order_problem(books, first, second)
        if why:
            yield min(first.start, second.start), max(first.end, second.end), why
    yield from step_problems(books.reading)
    yield from pair_problems(books.reading)
    for direction in books.reading.free_directions:
        why = _free_problem(books, direction, ends)
        if why:
            yield direction.start, direction.end, why


def _subjects_of(reading: Reading, direction: Direction) -> frozenset[Subject]:
    """Return what a direction word is said of: "lower income", "the rise in income", "income rose"."""
    text, after = reading.sentence.text, reading.mentions_between(direction.end, direction.end + _NEAR)
    between = text[direction.end : after[0].start] if after else ""
    is_before_it = direction.grammar == "adjective" and not between.strip()
    if after and (is_before_it or (direction.grammar == "noun" and _OF.fullmatch(between))):
        return frozenset([after[0].subject])
    return named_before(reading, direction.start)


def _order_problem(books: Reconciliation, first: Quantity, second: Quantity) -> str | None:
    """Say where the amount after "from" is the later one."""
    facts, earlier, later = books.reading.facts, books.own(first), books.own(second)
    if not earlier or not later:
        return None
    budgeted = BUDGET_WORD.search(books.reading.sentence.text)
    past = any(
        (fact.kind == "base" and (budgeted or fact.basis != "budget"))
        or fact.kind == "change"
        or not facts.is_latest(fact)
        for fact in earlier
    )
    now = any(fact.kind != "base" and facts.is_latest(fact) for fact in later)
    if past and now:
        return None
    wrong = later[0] if past else earlier[0]
    return f"what comes before and after is mixed up: {wrong.text} is for {wrong.period}"


def _free_problem(
    books: Reconciliation, direction: Direction, ends: list[tuple[Quantity, Quantity, int]]
) -> str | None:
    reading = books.reading
    if reading.compares_subjects(direction):
        return None
    against = reading.number_after(direction)
    if against:
        return _amounts_problem(reading, direction, against)
    subjects, is_share = _subjects_of(reading, direction), is_of_a_share(reading, direction.start)
    if is_share and direction.is_verdict:
        return None
    for first, second, start in ends:
        if direction.end <= max(first.start, second.start) and abs(start - direction.end) < _NEAR:
            rise = _signed(second) - _signed(first)
            polarity = reading.facts.polarity(next(iter(subjects))) if subjects and direction.is_verdict else 1
            if rise * direction.sign * polarity <= 0:
                return f"“{_word(reading, direction)}” is the wrong way round for the two amounts after it"
            return None
    if is_share:
        return None  # "87.9 % of income, down from 95.0 %"
    half = [subject_problem(reading, direction, subject) for subject in reading.half_named] if not subjects else []
    if not all(half):
        return None  # "margins are up" of two margins
    if not subjects:
        if _is_of_the_whole(reading, direction):
            return None
        word = _word(reading, direction)
        return f"no figure shows what went “{word}” here" if direction.grammar == "verb" else None
    problems = [subject_problem(reading, direction, subject) for subject in subjects]
    return next((why for why in problems if why), None)


def _is_of_the_whole(reading: Reading, direction: Direction) -> bool:
    """Return whether the period itself went a way that some figure went: "October closed ahead of budget"."""
    against = reading.basis_after(direction)
    start = reading.sentence.break_before(direction.start)
    changes = [fact for fact in reading.facts.changes if not against or fact.basis == against]
    return bool(_PERIOD.match(reading.sentence.text, start)) and any(reading.goes(direction, fact) for fact in changes)


def _amounts_problem(reading: Reading, direction: Direction, second: Quantity) -> str | None:
    """Say where "the outflow of 120,000 exceeded the 45,600" sets two amounts against each other the wrong way."""
    place = reading.place(second)
    first = reading.numbers[place - 1] if place else None
    if first is None or first.unit != second.unit or (first.magnitude - second.magnitude) * direction.sign > 0:
        return None
    return f"“{_word(reading, direction)}” is the wrong way round for the two amounts beside it"


def subject_problem(reading: Reading, direction: Direction, subject: Subject) -> str | None:
    """Say where a direction word is said of a subject that did not go so."""
    changes = [fact for fact in reading.facts.changes if fact.subject == subject]
    against = reading.basis_after(direction)
    meant = [fact for fact in changes if not (against and fact.basis) or fact.basis == against]
    if direction.is_denied:
        denied = meant and all(reading.goes(direction, fact) for fact in meant)
        return f"“{_word(reading, direction)}” is denied, but it is so: {meant[0].text}" if denied else None
    if not meant:
        return f"no figure shows that anything went “{_word(reading, direction)}” here"
    if not any(reading.goes(direction, fact) for fact in meant):
        return f"“{_word(reading, direction)}” is the wrong way round: {meant[0].text}"
    return None


def _signed(number: Quantity) -> Decimal:
    return -number.magnitude if number.sign < 0 else number.magnitude


def _word(reading: Reading, found: Direction) -> str:
    return reading.sentence.text[found.start : found.end]
