"""Which subject a number is said of: by the words that lead to it, those that follow it, or the nearest name."""

import re
from dataclasses import dataclass

from agents.grounding.attachment_words import (
    ABSORBED,
    AFTER,
    AFTER_VERB,
    ANOTHER_NOUN,
    APPOSITION,
    DID,
    HAS_VARIANCE,
    IT,
    IT_MOVED,
    PART_OF,
    TIGHT,
)
from agents.grounding.naming import coordinated, is_whole
from agents.grounding.phrases import phrase_around
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.rows import paired
from agents.grounding.subjects import Subject


@dataclass(frozen=True, slots=True)
class Attachment:
    """The subjects that a number may be of."""

    subjects: frozenset[Subject]
    """Empty where the text names none."""
    is_tight: bool = False
    """Whether the words say it of the subject: "net income was 12,000"."""


_DIFFERENCE = re.compile(
    r"\b(?:surplus|excess|difference|gap|spread|distance)\s+(?:(?:of|between|from)\s+)?(?:the |our |total )?$",
    re.IGNORECASE,
)
_OTHER_THAN = re.compile(
    r"\s*,?\s*(?:other than|outside(?: of)?|excluding|without|except(?: for)?|apart from|net of"
    r"|less|minus|besides)\s+(?:the |its )?",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s+(?:which|where|who|whose|that)\b")
_OF_QUOTED = re.compile(r"¤[”\"]? \($")
"""Before a number in parentheses that is of what is quoted or cited, not of the account named before."""
_POSTED_ON = re.compile(
    r"\b(?:posting|entry|invoice)s? (?:on|in|of|for|under|to) (?:the )?(?:account )?$", re.IGNORECASE
)
"""Before the account of a posting: "the largest posting on travel is"."""
_FEW, _NEAR = 4, 60
NONE = Attachment(frozenset())


def attachments(reading: Reading) -> dict[int, Attachment]:
    """Return what each number of a sentence is said of, by the number's place."""
    found = {start: Attachment(frozenset([subject]), True) for start, subject in paired(reading).items()}
    carried = NONE
    for number in reading.numbers:
        attached = found.get(number.start) or _attached(reading, number) or carried
        if not attached.subjects:
            attached = _first_after(reading, number)
        if not attached.subjects and not reading.mentions:
            attached = Attachment(reading.facts.spread_in(phrase_around(reading, number)))
        found[number.start] = attached
        carried = Attachment(attached.subjects)
        if PART_OF.match(reading.sentence.text, number.end):
            carried = NONE  # "JE-1042 makes up 12,500 of the 24,310"
        if reading.sentence.break_after(number.end) <= reading.start_after(number):
            carried = NONE if _names_after_break(reading, number) else carried
    return found


def _attached(reading: Reading, number: Quantity) -> Attachment | None:
    text, start = reading.sentence.text, reading.end_before(number)
    before = [mention for mention in reading.mentions_between(start, number.start) if _is_named(text, mention.start)]
    if before:
        between = text[before[-1].end : number.start]
        if between.strip() == ":" and len(before) > 1:
            return Attachment(frozenset(mention.subject for mention in before))  # "as fast as income: 5 % against 13 %"
        if len(before) > 1 and _OTHER_THAN.fullmatch(text, before[-2].end, before[-1].start):
            return Attachment(frozenset(mention.subject for mention in before[-2:]))  # "income other than sales"
        if len(before) > 1 and _DIFFERENCE.search(text, start, before[-2].start):
            return Attachment(frozenset(mention.subject for mention in before[-2:]))
        if _leads_to(between) or ABSORBED.fullmatch(between):
            return Attachment(coordinated(before, text), is_tight=not PART_OF.match(text, number.end))
    after = _named_after(reading, number)
    if after:
        return Attachment(after)
    if before:
        between = text[before[-1].end : number.start]
        if ANOTHER_NOUN.search(between) and not HAS_VARIANCE.fullmatch(between):
            return NONE
        return Attachment(frozenset(mention.subject for mention in before))
    lead = text[start : number.start].strip() + " "
    if not reading.mentions_between(0, number.start) and reading.mentions_before:
        if IT.fullmatch(lead):
            return Attachment(frozenset(mention.subject for mention in reading.mentions_before), is_tight=True)
        if number.start in reading.bound_directions and IT_MOVED.match(lead):
            return Attachment(frozenset(mention.subject for mention in reading.mentions_before), is_tight=True)
    return NONE if ANOTHER_NOUN.search(text[start : number.start]) else None


def _is_named(text: str, position: int) -> bool:
    """Return whether a mention may be what a number is of: no whole of a share and no account of a posting."""
    return not is_whole(text, position) and not _POSTED_ON.search(text, 0, position)


def _leads_to(between: str) -> bool:
    if _OF_QUOTED.search(between):
        return False
    return len(between) < _NEAR and bool(TIGHT.fullmatch(between) or APPOSITION.fullmatch(between))


def _named_after(reading: Reading, number: Quantity) -> frozenset[Subject]:
    """Return the subjects that follow a number directly: "EUR 24,310 was spent on travel", "410,000 of receivables"."""
    text = reading.sentence.text
    end = reading.start_after(number)
    named = reading.mentions_between(number.end, end)
    if not named:
        return frozenset()
    first = named[0]
    between = text[number.end : first.start]
    is_done = DID.search(text, 0, number.start) or AFTER_VERB.search(between)
    if between.strip() and not (AFTER.fullmatch(between) and is_done):
        return frozenset()
    if number.unit in ("percent", "ratio") and re.match(r"\s*of\b", between):
        return frozenset()
    comma = text.find(",", first.end, end)
    stop = comma if comma >= 0 else end
    return frozenset(mention.subject for mention in named if mention.start < stop)


def _first_after(reading: Reading, number: Quantity) -> Attachment:
    """Return the first subject named after a number in its clause: "At EUR 12,000, income was above budget"."""
    stop = reading.sentence.break_after(number.end)
    relative = _RELATIVE.search(reading.sentence.text, number.end, stop)
    stop = relative.start() if relative else stop
    named = reading.mentions_between(number.end, stop)[:_FEW]
    others = reading.numbers[reading.place(number) + 1 :][:_FEW]
    taken = {
        mention
        for mention in named
        for other in others
        if mention.end <= other.start and _leads_to(reading.sentence.text[mention.end : other.start])
    }
    return Attachment(frozenset(mention.subject for mention in named if mention not in taken))


def _names_after_break(reading: Reading, number: Quantity) -> bool:
    start = reading.sentence.break_after(number.end)
    stop = reading.sentence.break_after(start)
    return bool(reading.mentions_between(start, stop))
