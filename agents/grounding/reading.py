"""One sentence, read: its direction words, the numbers they make changes, and what these are compared with."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agents.grounding.columns import columns
from agents.grounding.directions import Basis, Direction, compared_with, direction_after, directions
from agents.grounding.fact import Fact
from agents.grounding.losses import is_of_loss
from agents.grounding.outline import Outline
from agents.grounding.periods import PeriodMention
from agents.grounding.quantities import Quantity

_LINK = re.compile(r",?\s*(?:or|i\.e\.|that is),?\s*|\s*\(?|\s*/\s*")
_FILLER = (
    r"by|of|some|about|around|roughly|approximately|approx|nearly|almost|just|over|under|more|less|than|an?|the"
    r"|further|another"
    r"|only|sharply|slightly|strongly|significantly|markedly|close|merely|full|well|exactly|no"
)
_OTHER_BASE = r"\b(?:base|level|budget|plan|total|to|from|against|after|reflects?|given|compared)\b"
_JUST_BEFORE = re.compile(rf"(?:[\s,:(.]|\b(?:{_FILLER})\b)*", re.IGNORECASE)
_WITH_BY = re.compile(rf"[^.;\d]*\bby\b(?:[\s,:(.]|\b(?:{_FILLER})\b)*", re.IGNORECASE)
_WITH_OF = re.compile(rf"(?:(?!{_OTHER_BASE})[^.;\d])*\bof\b(?:[\s,:(]|\b(?:{_FILLER})\b)*", re.IGNORECASE)
_PAST_BASE = re.compile(
    rf"[^.;\d]*\b(?:of|from)\b[^\d;,]*[\d.,'’\u00a0\u202f\u2009 ]+[^\d;,]{{0,40}}\bby\b(?:[\s,:(]"
    rf"|\b(?:{_FILLER})\b)*",
    re.IGNORECASE,
)
"""Between a direction word and its change: "exceeded the budget of EUR 15,000 by"."""
_NEAR = 100
"""A direction word further from its number than this is not read as its own."""
_COMPARING = re.compile(
    r"\b(?:against|compared (?:with|to)|relative to|versus|vs\.?|as against|over|on|than|since|from"
    r"|(?:ahead|short) of|above|below|behind)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"\s*(?:measured )?(?:against|compared (?:with|to)|relative to|versus|vs\.?|on|over|year[- ](?:on"
    r"|over)[- ]year|yoy)\b[^,]*,"
    r"|\s*(?:variances?|changes?|differences?) (?:to|on|against|vs\.?|from|over) [^,:]*:",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|been) (?:exceeded|missed|beaten|surpassed|overrun|undershot)$", re.IGNORECASE
)
"""What the base itself is before: "the budget for expenses was exceeded by"."""
_TO_AMOUNT = re.compile(
    r" (?:the|its|their|our) (?:(?:total |whole |entire )?(?:difference|variance|decline|decrease|increase"
    r"|overrun|shortfall)"
    r"(?: (?:in|of|on) [a-z]+(?: [a-z]+)?)? of )?",
    re.IGNORECASE,
)
_TO_SUBJECT = re.compile(r" (?:than )?(?:the |our |its |total )?", re.IGNORECASE)
_SAID_TWICE = 3
_UNCHANGED = Decimal(1)
"""A change of at most this many percent may be called none."""


@dataclass(frozen=True)
class Reading(Outline):
    """A sentence with its direction words: which number each makes a change, and what it compares with."""

    @cached_property
    def direction_words(self) -> list[Direction]:
        """Return the direction words of the sentence."""
        return directions(self.sentence.text)

    @cached_property
    def bound_directions(self) -> dict[int, Direction]:
        """Return the direction word that makes a number a change, by the number's place: rose by 12 %, 4,000 above."""
        return {number.start: found for number in self.numbers if (found := self._direction_of(number))}

    @cached_property
    def free_directions(self) -> list[Direction]:
        """Return the direction words that no number belongs to."""
        bound = {place for found in self.bound_directions.values() for place in range(found.start, found.end)}
        return [found for found in self.direction_words if not bound & set(range(found.start, found.end))]

    @cached_property
    def columns(self) -> dict[int, str]:
        """Return the column of each number that stands under one: "actual vs. budget: 12 vs. 10"."""
        return columns(self)

    def comparison_of(self, number: Quantity, direction: Direction | None) -> Basis:
        """Return what a change is compared with by the words after it, those that lead to it, or the opening."""
        end = self.group(number)[-1].end
        after = max(end, direction.end) if direction else end
        lead = self.end_before(number)
        if direction and direction.end <= number.start:
            lead = direction.start
        words = direction.start if direction and direction.start >= end else after  # "ahead of" compares itself
        if direction and _PASSIVE.search(self.sentence.text, 0, direction.end):
            lead = min(lead, self.sentence.break_before(direction.start))
        return self.basis_in(words, self.phrase_end(after)) or self.basis_in(lead, number.start) or self.opening

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
                    return "prior" if self.is_year_before(period) else ""
        return next(iter(found)) if len(found) == 1 else ""

    def goes(self, direction: Direction, fact: Fact) -> bool:
        """Return whether a change goes the way of a direction word; better is less for what should be small."""
        sign = direction.sign * (self.facts.polarity(fact.subject) if direction.is_verdict else 1)
        if (
            not direction.is_verdict
            and is_of_loss(self, direction.start, direction.end)
            and self.facts.is_negative(fact.subject)
        ):
            sign = -sign
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

    def is_year_before(self, period: PeriodMention) -> bool:
        """Return whether a period is of a year before the figures' last."""
        latest = max(self.facts.latest.values(), default="")
        return period.year is not None and latest[:4].isdigit() and period.year < int(latest[:4])

    def _direction_of(self, number: Quantity) -> Direction | None:
        text, group = self.sentence.text, self.group(number)
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

    def group(self, number: Quantity) -> list[Quantity]:
        """Return the numbers that say the same thing twice: "EUR 310 (6.2 %)", "310, or 6.2 %"."""
        first = last = self.place(number)
        while first and self._same(first - 1) and last - first < _SAID_TWICE:
            first -= 1
        while last + 1 < len(self.numbers) and self._same(last) and last - first < _SAID_TWICE:
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
