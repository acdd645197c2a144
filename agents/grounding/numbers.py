"""Hold each number of a sentence against the facts: right value, unit, subject, direction, sign, part and period."""

from collections.abc import Iterator, Sequence
from itertools import islice

from agents.grounding.dating import period_problem
from agents.grounding.directions import compared_with
from agents.grounding.fact import Fact
from agents.grounding.moves import basis_problem, direction_problem
from agents.grounding.problems import Problem
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.roles import role_problem
from agents.grounding.signs import sign_problem


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
    why = direction_problem(reading, number, direction, own) if direction else None
    if direction and why:
        yield min(start, direction.start), max(end, direction.end), why
    why = basis_problem(reading, number, direction, own)
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
