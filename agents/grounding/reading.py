"""One sentence, read: its numbers, periods, subjects and direction words, and which belong together."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agents.grounding.directions import Basis, Direction, compared_with, direction_after, directions
from agents.grounding.facts import CHANGE, Fact, Facts
from agents.grounding.periods import PeriodMention
from agents.grounding.quantities import Quantity, quantities
from agents.grounding.sentences import Sentence
from agents.grounding.subjects import Mention, Subject, words

_LINK = re.compile(r",?\s*(?:or|i\.e\.|that is),?\s*|\s*\(?|\s*/\s*")
_FILLER = (
    r"by|of|some|about|around|roughly|approximately|approx|nearly|almost|just|over|under|more|less|than|an?|the|further|another"
    r"|only|sharply|slightly|strongly|significantly|markedly|close|merely|full|well|exactly|no"
)
_JUST_BEFORE = re.compile(rf"(?:[\s,:(.]|\b(?:{_FILLER})\b)*", re.IGNORECASE)
_WITH_BY = re.compile(rf"[^.;\d]*\bby\b(?:[\s,:(.]|\b(?:{_FILLER})\b)*", re.IGNORECASE)
_WITH_OF = re.compile(rf"[^.;\d]*\bof\b(?:[\s,:(]|\b(?:{_FILLER})\b)*", re.IGNORECASE)
_PAST_BASE = re.compile(
    rf"[^.;\d]*\b(?:of|from)\b[^\d;,]*[\d.,'’\u00a0\u202f\u2009 ]+[^\d;,]{{0,40}}\bby\b(?:[\s,:(]|\b(?:{_FILLER})\b)*",
    re.IGNORECASE,
)
"""Between a direction word and its change: "exceeded the budget of EUR 15,000 by"."""
_NEAR = 100
"""A direction word further from its number than this is not read as its own."""
_COMPARING = re.compile(
    r"\b(?:against|compared (?:with|to)|relative to|versus|vs\.?|as against|over|on|than|since|from)\b", re.IGNORECASE
)
_OPENING = re.compile(
    r"\s*(?:measured )?(?:against|compared (?:with|to)|relative to|versus|vs\.?|on|over)\b[^,]*,", re.IGNORECASE
)
_PHRASE_END = re.compile(r"[,;:\d]|\b(?:and|but|while|whereas|although)\b")
_TO_AMOUNT = re.compile(r" (?:the|its|their|our) ", re.IGNORECASE)
_TO_SUBJECT = re.compile(r" (?:than )?(?:the |our |its |total )?", re.IGNORECASE)
_UNCHANGED = Decimal(1)
"""A change of at most this many percent may be called none."""
_TIMES = ("days", "weeks", "months", "years")
_ONE_IN = re.compile(r"\bone (?:in|out of) (?:every )?$", re.IGNORECASE)
_COUNTED = 4
"""What is counted stands within this many words of its number."""


@dataclass(frozen=True)
class Reading:
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
            or (found.unit and not (found.magnitude == 1 and found.unit in _TIMES) and not self._is_share(found))
            or found.place >= 1000
            or (found.magnitude != 1 and words(self.word_after(found)) & counted)
        ]

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
    def subjects(self) -> frozenset[Subject]:
        """Return the subjects that the sentence names, else those of the one before it; empty for neither."""
        found = [mention.subject for mention in self.mentions or self.mentions_before]
        return frozenset(found) & self.facts.subjects

    @cached_property
    def direction_words(self) -> list[Direction]:
        """Return the direction words of the sentence."""
        return directions(self.sentence.text)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """Return the words of the sentence, small, singular, synonyms made one."""
        return words(self.sentence.original)

    @cached_property
    def speaks_of_change(self) -> bool:
        """Return whether the sentence speaks of a variance, a difference, a change."""
        return bool(self.spoken & CHANGE)

    @cached_property
    def bound_directions(self) -> dict[int, Direction]:
        """Return the direction word that makes a number a change, by the number's place: rose by 12 %, 4,000 above."""
        return {number.start: found for number in self.numbers if (found := self._direction_of(number))}

    @cached_property
    def free_directions(self) -> list[Direction]:
        """Return the direction words that no number belongs to."""
        bound = {place for found in self.bound_directions.values() for place in range(found.start, found.end)}
        return [found for found in self.direction_words if not bound & set(range(found.start, found.end))]

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

    def comparison_of(self, number: Quantity, direction: Direction | None) -> Basis:
        """Return what a change is compared with by the words after it, those that lead to it, or the opening."""
        end = self._group(number)[-1].end
        after = max(end, direction.end) if direction else end
        lead = self.end_before(number)
        if direction and direction.end <= number.start:
            lead = max(lead, direction.start)
        return self.basis_in(after, self.phrase_end(after)) or self.basis_in(lead, number.start) or self.opening

    def basis_after(self, direction: Direction) -> Basis:
        """Return what a direction word without a number compares with: what follows it, else the opening."""
        return self.basis_in(direction.start, self.phrase_end(direction.end)) or self.opening

    @cached_property
    def opening(self) -> Basis:
        """Return what the opening of the sentence compares with: "Against budget, income rose"."""
        opening = _OPENING.match(self.sentence.text)
        return self.basis_in(0, opening.end()) if opening else ""

    def basis_in(self, start: int, end: int) -> Basis:
        """Return the one basis that a stretch compares with; "" where it names none or several."""
        text = self.sentence.text[start:end]
        found = compared_with(text)
        if not found:
            for period in self.periods_between(start, end):
                if _COMPARING.search(text[: period.start - start]):
                    return "prior" if self._is_year_before(period) else ""
        return next(iter(found)) if len(found) == 1 else ""

    def goes(self, direction: Direction, fact: Fact) -> bool:
        """Return whether a change goes the way of a direction word; better is less for what should be small."""
        sign = direction.sign * (self.facts.polarity(fact.subject) if direction.is_verdict else 1)
        return fact.value * sign > 0 if sign else abs(fact.value) <= _UNCHANGED * (1 if fact.unit == "percent" else 0)

    def compares_subjects(self, direction: Direction) -> bool:
        """Return whether a direction word sets one subject against another: "income exceeded expenses"."""
        after = self.mentions_between(direction.end, direction.end + _NEAR)
        between = self.sentence.text[direction.end : after[0].start] if after else ""
        return bool(_TO_SUBJECT.fullmatch(between)) and (direction.grammar != "adjective" or "than" in between)

    def number_after(self, direction: Direction) -> Quantity | None:
        """Return the number that a comparing word sets another amount against: "exceeded the EUR 45,600"."""
        place = bisect_left(self._number_starts, direction.end)
        if place == len(self.numbers) or self.numbers[place].start > direction.end + _NEAR:
            return None
        between = self.sentence.text[direction.end : self.numbers[place].start]
        return self.numbers[place] if _TO_AMOUNT.fullmatch(between) else None

    @cached_property
    def _number_starts(self) -> list[int]:
        return [number.start for number in self.numbers]

    def phrase_end(self, start: int) -> int:
        """Return where the phrase ends that holds a place: at a comma, a number or "and"."""
        match = _PHRASE_END.search(self.sentence.text, start)
        return match.start() if match else len(self.sentence.text)

    def _is_year_before(self, period: PeriodMention) -> bool:
        latest = max(self.facts.latest.values(), default="")
        return period.year is not None and latest[:4].isdigit() and period.year < int(latest[:4])

    def _direction_of(self, number: Quantity) -> Direction | None:
        text, group = self.sentence.text, self._group(number)
        after = direction_after(text, group[-1].end)
        if after:
            return after
        start = group[0].start
        place = bisect_right(self._direction_ends, start)
        before = self.direction_words[place - 1] if place else None
        if not before or not before.sign or before.end < start - _NEAR:
            return None
        between = text[before.end : start]
        if before.end < self.end_before(group[0]):
            return before if _PAST_BASE.fullmatch(between) else None
        if _JUST_BEFORE.fullmatch(between) or _WITH_BY.fullmatch(between):
            return before
        return before if before.grammar == "noun" and _WITH_OF.fullmatch(between) else None

    @cached_property
    def _direction_ends(self) -> list[int]:
        return [found.end for found in self.direction_words]

    @cached_property
    def _places(self) -> dict[int, int]:
        return {number.start: place for place, number in enumerate(self.numbers)}

    def _group(self, number: Quantity) -> list[Quantity]:
        """Return the numbers that say the same thing twice: "EUR 310 (6.2 %)", "310, or 6.2 %"."""
        first = last = self._places[number.start]
        while first and self._same(first - 1):
            first -= 1
        while last + 1 < len(self.numbers) and self._same(last):
            last += 1
        return self.numbers[first : last + 1]

    def _same(self, place: int) -> bool:
        first, second = self.numbers[place], self.numbers[place + 1]
        between = self.sentence.text[first.end : second.start]
        return (
            first.unit != second.unit
            and bool(_LINK.fullmatch(between))
            and bool(between.strip() or second.parenthesised)
        )
