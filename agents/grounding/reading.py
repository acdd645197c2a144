"""One sentence, read: its numbers, periods and direction words, and which belong together."""

import re
from dataclasses import dataclass
from functools import cached_property

from agents.grounding.directions import Direction, compared_with, direction_after, directions
from agents.grounding.facts import CHANGE, Fact, Facts, arithmetic, words
from agents.grounding.periods import PeriodMention
from agents.grounding.quantities import Quantity, quantities
from agents.grounding.sentences import Sentence

_LINK = re.compile(r",?\s*(?:or|i\.e\.|that is),?\s*|\s*\(?")
_FILLERS = (
    r"(?:\s|by|of|some|about|around|roughly|approximately|approx\.|nearly|almost|just|over|under|more|less|than|an?|the|further|another"
    r"|only|sharply|slightly|strongly|significantly|almost|close|,|:|\()*"
)
_JUST_BEFORE = re.compile(rf"{_FILLERS}$", re.IGNORECASE)
_WITH_BY = re.compile(rf"[^.;\d]*\bby\b{_FILLERS}$", re.IGNORECASE)
_REASON = re.compile(r"\b(?:from|due to|because|reflects?|by|after)\b", re.IGNORECASE)
_REASON = re.compile(r"\b(?:from|due to|because|reflects?|by|after)\b", re.IGNORECASE)
"""What follows says why, not what of."""
_SUBJECT_VERB = re.compile(
    r"(?:\b(?:was|were|is|are|came to|come to|comes to|came in at|amounted to|reached|totalled|of|at)|:|=)\s*"
    r"(?:about|around|roughly|approximately|nearly|almost|just|over|under|more than|less than|some|only|a|an|\s)*\(?$",
    re.IGNORECASE,
)


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
        counted = frozenset().union(*(fact.subject for fact in self.facts.given if fact.unit == "count"))
        return [
            found
            for found in quantities(self.sentence.text)
            if not found.spelled
            or found.unit
            or found.place >= 1000
            or (found.magnitude != 1 and words(self._word_after(found)) & counted)
        ]

    @cached_property
    def subjects(self) -> frozenset[frozenset[str]]:
        """Return the subjects that the sentence names, else those of the one before it; empty for neither."""
        return self.facts.named_in(self.sentence.original) or self.facts.named_in(self.sentence.before)

    @cached_property
    def pool(self) -> list[Fact]:
        """Return what arithmetic of the sentence may use: amounts it cites or names, changes where it speaks of one."""
        speaks_of_change = words(self.sentence.original) & {"variance", "difference", "change"}
        cited = [fact for number in self.numbers for fact in self.facts.given if fits(number, fact)]
        spoken = self.facts.spoken_in(self.sentence.original) or self.subjects
        named = [fact for fact in self.facts.given if fact.subject in spoken]
        chosen = [fact for fact in [*cited, *named] if fact.kind != "change" or fact in cited or speaks_of_change]
        return list(dict.fromkeys(chosen))

    def candidates(self, number: Quantity) -> list[Fact]:
        """Return the facts that a number can be: given ones, changes of the subjects named, else arithmetic on two."""
        counts = self._counts(number)
        if counts:
            return [fact for fact in counts if number.holds(fact.value)]
        given = [
            fact for fact in self.facts.given if fits(number, fact) and (fact.unit != "count" or self._names(fact))
        ]
        derived = [fact for fact in self.facts.derived if self._may_mean(fact) and fits(number, fact)]
        said_of = self.said_of(number)
        found = [fact for fact in given + derived if not said_of or fact.subject in said_of]
        return found or [fact for fact in arithmetic(self.pool) if fits(number, fact)] or given + derived

    def direction_of(self, number: Quantity) -> Direction | None:
        """Return the direction word that makes a number a change ("rose by 12 %", "4,000 (12 %) above"), if any."""
        text, group = self.sentence.text, self._group(number)
        after = direction_after(text, group[-1].end)
        if after:
            return after
        start = group[0].start
        before = [found for found in self._directions if found.end <= start]
        if not before or any(before[-1].end < other.end <= start for other in self.numbers):
            return None
        between = text[before[-1].end : start]
        return before[-1] if _JUST_BEFORE.match(between) or _WITH_BY.match(between) else None

    @property
    def compares(self) -> bool:
        """Return whether the sentence speaks of a budget, an earlier period, a change, or a period by its name."""
        text = self.sentence.original
        return bool(self.periods or compared_with(text) or words(text) & CHANGE or self._directions)

    @cached_property
    def free_directions(self) -> list[Direction]:
        """Return the direction words that no number belongs to."""
        bound = {found.start for number in self.numbers if (found := self.direction_of(number))}
        return [found for found in self._directions if found.start not in bound]

    def said_of(self, number: Quantity) -> frozenset[frozenset[str]]:
        """Return the subjects that the words right before a number say it of: "Net income was 12,000"."""
        edge = max([found.end for found in self.numbers if found.end <= number.start], default=0)
        start = max(edge, self.sentence.clause_before(number.start)[0])
        if not _SUBJECT_VERB.search(self.sentence.text[start : number.start]):
            return frozenset()
        return self.facts.named_in(self.sentence.original[start : number.start])

    def period_after(self, number: Quantity) -> PeriodMention | None:
        """Return the period that stands directly after a number: "12,000 in October 2025"."""
        for period in self.periods:
            between = self.sentence.text[number.end : max(number.end, period.start)]
            # "up 12 % on October 2025" compares; "12,500 on 14 October" dates.
            words_between = "in|for|at|as of|as at|at the end of" if period.day is None else "on|at|as of|as at"
            if period.start >= number.end and re.fullmatch(rf"\)?\s*(?:{words_between})?\s*(?:the )?", between):
                return period
        return None

    def subjects_before(self, position: int) -> frozenset[frozenset[str]]:
        """Return the subjects named nearest to a place: in its clause, its sentence, or the one before."""
        sentence = self.sentence
        start, _ = sentence.clause_before(position)
        text = sentence.original
        for stretch in (text[start:position], text[:position], _REASON.split(text[position:])[0], sentence.before):
            named = self.facts.named_in(stretch)
            if named:
                return named
        return frozenset()

    def _names(self, fact: Fact) -> bool:
        return fact.subject in self.subjects

    def _may_mean(self, fact: Fact) -> bool:
        return not self.subjects or fact.subject in self.subjects

    @cached_property
    def _directions(self) -> list[Direction]:
        return directions(self.sentence.text)

    def _group(self, number: Quantity) -> list[Quantity]:
        """Return the numbers that say the same thing twice: "EUR 310 (6.2 %)", "310, or 6.2 %"."""
        place = next(index for index, other in enumerate(self.numbers) if other.start == number.start)
        first = last = place
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

    def _counts(self, number: Quantity) -> list[Fact]:
        """Return the counts of what a bare number is said to count."""
        if number.unit:
            return []
        counted = words(self._word_after(number))
        return [fact for fact in self.facts.given if fact.unit == "count" and fact.subject & counted]

    def _word_after(self, number: Quantity) -> str:
        match = re.match(r"(?:[^\W\d]+ ){0,2}[^\W\d]+", self.sentence.text[number.end :].lstrip())
        return match[0] if match else ""


def fits(number: Quantity, fact: Fact) -> bool:
    """Return whether a number has the fact's unit and rounded magnitude."""
    if number.unit:
        return number.unit == fact.unit and number.holds(fact.value)
    plain = fact.unit not in ("percent", "points") and not (fact.unit == "ratio" and fact.kind == "result")
    return plain and number.holds(fact.value)
