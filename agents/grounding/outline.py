"""One sentence, laid out: its numbers, periods and subjects by their places, and what lies between them."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from agents.grounding.attachment_words import DOCUMENT
from agents.grounding.fact import CHANGE, Fact
from agents.grounding.facts import Facts
from agents.grounding.periods import PeriodMention
from agents.grounding.quantities import Quantity, quantities
from agents.grounding.sentences import Sentence
from agents.grounding.subjects import Mention, Subject, words

_ONES = ("days", "weeks", "months", "years", "EUR", "USD", "GBP", "CHF")
_ONE_IN = re.compile(r"\bone (?:in|out of) (?:every )?$", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:there (?:is|was)|only|just|exactly) $", re.IGNORECASE)
PRONOUNS = frozenset(["it", "this", "that", "which", "them", "these", "their"])
_COUNTED = 4
"""What is counted stands within this many words of its number."""
_PHRASE_END = re.compile(r"[,;:\d]|\b(?:and|but|while|whereas|although)\b")


@dataclass(frozen=True)
class Outline:
    """A sentence with the facts it is held against."""

    sentence: Sentence
    facts: Facts
    periods: tuple[PeriodMention, ...]
    """Those in the sentence, by their place in it."""

    @cached_property
    def numbers(self) -> list[Quantity]:
        """Return the numbers that state something; a bare word such as "one" only before what is counted."""
        counted = self.facts.counted
        return [
            found
            for found in quantities(self.sentence.text)
            if not found.spelled
            or (found.unit and not self._is_one(found) and not self._is_share(found))
            or found.place >= 1000
            or ((found.magnitude != 1 or self._is_only(found)) and words(self.word_after(found)) & counted)
        ]

    def _is_one(self, number: Quantity) -> bool:
        return number.place == number.magnitude == 1 and number.unit in _ONES

    def _is_only(self, number: Quantity) -> bool:
        return bool(_ONLY.search(self.sentence.text, max(0, number.start - 20), number.start))

    def _is_share(self, number: Quantity) -> bool:
        """Return whether a number is the whole of "one in four"."""
        return bool(_ONE_IN.search(self.sentence.text, max(0, number.start - 20), number.start))

    @cached_property
    def mentions(self) -> list[Mention]:
        """Return where the sentence names the subject of a figure or another line of the field."""
        return self.facts.mentions(self.sentence.original)

    def next_period(self, position: int) -> PeriodMention | None:
        """Return the first period that begins at a place or after it."""
        place = bisect_left(self._period_starts, position)
        return self.periods[place] if place < len(self.periods) else None

    def periods_between(self, start: int, end: int) -> tuple[PeriodMention, ...]:
        """Return the periods that begin in a stretch."""
        return self.periods[bisect_left(self._period_starts, start) : bisect_left(self._period_starts, end)]

    @cached_property
    def _period_starts(self) -> list[int]:
        return [period.start for period in self.periods]

    def mentions_between(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that begin at or after `start` and end at or before `end`."""
        starts = self._mention_starts
        found = self.mentions[bisect_left(starts, start) : bisect_left(starts, end)]
        return [mention for mention in found if mention.end <= end]

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    @cached_property
    def mentions_before(self) -> list[Mention]:
        """Return where the sentence before names a subject."""
        return self.facts.mentions(self.sentence.before)

    @cached_property
    def half_named(self) -> frozenset[Subject]:
        """Return the subjects that the sentence names by one of their words alone: "receivables", "the margin"."""
        text = list(self.sentence.original)
        for mention in self.mentions:
            text[mention.start : mention.end] = " " * (mention.end - mention.start)
        alone = words("".join(text))
        if not self.mentions and not self.mentions_before and alone & PRONOUNS:
            alone |= words(self.sentence.before)
        return frozenset(subject for subject in self.facts.subjects if subject & alone)

    @cached_property
    def subjects(self) -> frozenset[Subject]:
        """Return the subjects that the sentence names, else those of the one before it; empty for neither."""
        found = [mention.subject for mention in self.mentions or self.mentions_before]
        return frozenset(found) & self.facts.subjects

    @cached_property
    def documents(self) -> frozenset[Subject]:
        """Return the postings that the sentence or the one before may speak of; empty where no word speaks of one."""
        spoken = DOCUMENT.search(self.sentence.text) or DOCUMENT.search(self.sentence.before)
        return self.facts.documents if spoken else frozenset()

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Return the words of the sentence, small, singular, synonyms made one."""
        return words(self.sentence.original)

    @cached_property
    def speaks_of_change(self) -> bool:
        """Return whether the sentence speaks of a variance, a difference, a change."""
        return bool(self.spoken & CHANGE)

    def place(self, number: Quantity) -> int:
        """Return which of the sentence's numbers this is."""
        return self._places[number.start]

    def end_before(self, number: Quantity) -> int:
        """Return where the number before this one ends, or the clause with a subject of its own begins."""
        place = self._places[number.start]
        before = self.numbers[place - 1].end if place else 0
        return max(before, self.sentence.break_before(number.start))

    def start_after(self, number: Quantity) -> int:
        """Return where the number after this one begins, or the clause with a subject of its own ends."""
        place = self._places[number.start]
        after = self.numbers[place + 1].start if place + 1 < len(self.numbers) else len(self.sentence.text)
        return min(after, self.sentence.break_after(number.end))

    def counts(self, number: Quantity) -> list[Fact]:
        """Return the counts of what a bare number is said to count."""
        if number.unit:
            return []
        counted = words(self.word_after(number))
        return [fact for fact in self.facts.given if fact.unit == "count" and fact.subject & counted]

    def word_after(self, number: Quantity) -> str:
        """Return the words after a number, up to the end of its phrase."""
        pattern = rf"\s*(?:[^\W\d]+ ){{0,{_COUNTED - 1}}}[^\W\d]+"
        match = re.compile(pattern).match(self.sentence.text, number.end)
        return match[0] if match else ""

    def phrase_end(self, start: int) -> int:
        """Return where the phrase ends that holds a place: at a comma, a number or "and"."""
        match = _PHRASE_END.search(self.sentence.text, start)
        return match.start() if match else len(self.sentence.text)

    @cached_property
    def _places(self) -> dict[int, int]:
        return {number.start: place for place, number in enumerate(self.numbers)}

    @cached_property
    def _number_starts(self) -> list[int]:
        return [number.start for number in self.numbers]
