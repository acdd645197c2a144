"""What a number may be of that no words lead to: what its sentence or the one before names, by half or by a hint."""

import re

from agents.grounding.attachment_words import DOCUMENT_OF, PART_OF
from agents.grounding.combinations import MONEY, Combinations
from agents.grounding.fact import Fact
from agents.grounding.margins import NET_INCOME
from agents.grounding.naming import is_whole
from agents.grounding.phrases import hinted_beside
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.subjects import Subject, tokens

_OF = re.compile(r"\s+of (?:the |our |total |all |this month['’]s |the month['’]s )*")
_OUT_OF = re.compile(
    r"\b(?:out of|included in|contained in|part of|within|among) (?:the |our |a |total |of )*$", re.IGNORECASE
)
_EARNED = frozenset(["earned", "left", "leave", "leaving", "remain", "remained", "result", "resulted", "kept"])


def touched(combinations: Combinations, number: Quantity) -> frozenset[Subject]:
    """Return what a number that no words lead to may be of: what is named, half named or hinted at."""
    reading = combinations.reading
    named = frozenset(mention.subject for mention in (*reading.mentions, *reading.mentions_before))
    start = reading.end_before(number)
    if reading.documents and DOCUMENT_OF.search(reading.sentence.text, start, number.start):
        return reading.documents
    if not (named - reading.facts.documents) & reading.facts.subjects:
        hinted = measured_in(reading, number, hinted_beside(reading, number))
        return hinted | reading.documents if hinted else hinted
    earned = {NET_INCOME} if reading.spoken & _EARNED else set[Subject]()
    hinted = reading.facts.hinted_by(reading.spoken) | combinations.siblings(set(named))
    return named | reading.half_named | hinted | reading.documents | earned


def spoken_of(combinations: Combinations, number: Quantity, facts: list[Fact]) -> list[Fact]:
    """Return those facts that a number in doubtful English may be: of what is named here or just before."""
    reading = combinations.reading
    named = {mention.subject for mention in reading.mentions_before}
    led = reading.mentions_between(reading.end_before(number), number.start)
    led = [mention for mention in led if not is_whole(reading.sentence.text, mention.start)]
    is_part = _OF.match(reading.sentence.text, number.end)
    if number.start not in reading.bound_directions and (is_part or not led):
        named |= {mention.subject for mention in reading.mentions}
    text = reading.sentence.text
    if _OUT_OF.search(text, 0, number.start) or PART_OF.match(text, number.end):
        named |= reading.half_named | combinations.siblings(named)
    return [fact for fact in facts if fact.subject in named]


def done_before(reading: Reading, number: Quantity) -> frozenset[Subject]:
    """Return the subjects that the word right before a number hints at or has: "we invested 120,000", "overdue 410"."""
    if reading.mentions_between(reading.end_before(number), number.start):
        return frozenset()
    last = tokens(reading.sentence.text[max(0, number.start - 24) : number.start])[-1:]
    hinted = reading.facts.hinted_by(token.word for token in last)
    return hinted or frozenset(subject for subject in reading.facts.subjects for token in last if token.word in subject)


def measured_in(reading: Reading, number: Quantity, subjects: frozenset[Subject]) -> frozenset[Subject]:
    """Return those subjects that have a figure in a unit: an amount near "net margin" is not said of it."""
    given = reading.facts.given
    if number.unit not in MONEY:
        return subjects & reading.facts.subjects
    return frozenset(fact.subject for fact in given if fact.subject in subjects and fact.unit in MONEY)
