"""The words around a number, and which subjects they hint at."""

from agents.grounding.attachment_words import COMMA
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.subjects import Subject, words


def weakly_named(reading: Reading, number: Quantity) -> frozenset[Subject]:
    """Return the subjects that the number's own phrase hints at by a word that only they have: "are overdue"."""
    spoken = words(phrase_around(reading, number))
    return reading.facts.hinted_by(spoken) - {mention.subject for mention in reading.mentions}


def hinted_beside(reading: Reading, number: Quantity) -> frozenset[Subject]:
    """Return the subjects that the words right beside a number hint at, up to the next comma: "410,000 is overdue"."""
    text, end = reading.sentence.text, reading.start_after(number)
    comma = COMMA.search(text, number.end, end)
    beside = text[reading.end_before(number) : number.start] + text[number.end : comma.start() if comma else end]
    return reading.facts.hinted_by(words(beside))


def phrase_around(reading: Reading, number: Quantity) -> str:
    """Return the words around a number, up to its neighbours and the next comma."""
    text, group = reading.sentence.original, reading.group(number)  # "EUR 410,000 or 24.8 % is overdue"
    end = reading.start_after(group[-1])
    comma = COMMA.search(text, group[-1].end + 1, end)  # past the one of "or EUR 410,000, is overdue"
    return text[reading.end_before(group[0]) : comma.start() if comma else end]
