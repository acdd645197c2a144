"""The facts that each number of a sentence can be: figures of what it is said of, else arithmetic on two."""

from dataclasses import dataclass
from functools import cached_property

from agents.grounding.arithmetic import arithmetic
from agents.grounding.attachment import Attachment, attachments, weakly_named
from agents.grounding.facts import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.value_index import ValueIndex

_PRONOUNS = frozenset(["it", "this", "that", "which", "them", "these", "their"])
_MOST = 40
"""Arithmetic is tried on at most this many facts of a sentence: a text that cites more is a table."""


@dataclass(frozen=True)
class Reconciliation:
    """The numbers of one sentence against the facts."""

    reading: Reading
    figures: ValueIndex
    """Of the given facts."""
    changes: ValueIndex
    """Of the derived ones."""

    @cached_property
    def attached(self) -> dict[int, Attachment]:
        """Return what each number is said of, by its place."""
        return attachments(self.reading)

    @cached_property
    def pool(self) -> list[Fact]:
        """Return what arithmetic of the sentence may use: amounts it cites or names, changes where it speaks of one."""
        reading = self.reading
        cited = list(dict.fromkeys(fact for number in reading.numbers[:_MOST] for fact in self.figures.find(number)))
        hinted = reading.facts.hinted_by(reading.spoken)
        if reading.spoken & _PRONOUNS:
            hinted |= {mention.subject for mention in reading.mentions_before}
        named = [fact for fact in reading.facts.given if fact.subject in reading.subjects | hinted]
        chosen = [
            fact for fact in [*cited, *named] if fact.kind != "change" or fact in cited or reading.speaks_of_change
        ]
        return list(dict.fromkeys(chosen))[:_MOST]

    @cached_property
    def results(self) -> list[Fact]:
        """Return what follows from each two facts of the pool."""
        return list(arithmetic(self.pool))

    def own(self, number: Quantity) -> list[Fact]:
        """Return the facts that a number can be where it stands; empty where the figures do not bear it out."""
        return self._own[number.start]

    def _borne_out(self, number: Quantity) -> list[Fact]:
        counts = self.reading.counts(number)
        if counts:
            return [fact for fact in counts if _counts(number, fact)]
        alike, attached = self.alike(number), self.attached[number.start]
        subjects = attached.subjects if attached.is_tight else attached.subjects & self.reading.facts.subjects
        if not subjects:
            return alike or self._results.find(number)
        own = [fact for fact in alike if fact.subject in subjects]
        if not attached.is_tight:
            hinted = frozenset() if own else weakly_named(self.reading, number)
            own += [fact for fact in alike if fact.subject in hinted or fact.is_document]
        if own or not attached.is_tight or len(subjects) > 1:
            return own or [fact for fact in self._results.find(number) if fact.parts & subjects]
        # "Net income was 12,000" says an amount of it; only a share or a multiple brings in another one.
        results = self._results.find(number)
        return [fact for fact in results if subjects <= fact.parts and fact.unit in ("percent", "ratio")]

    def alike(self, number: Quantity) -> list[Fact]:
        """Return the figures and changes with a number's unit and value, whatever they are of."""
        spoken = self.reading.spoken
        given = [fact for fact in self.figures.find(number) if fact.unit != "count" or fact.subject <= spoken]
        return given + self.changes.find(number)

    @cached_property
    def _results(self) -> ValueIndex:
        return ValueIndex(self.results)

    @cached_property
    def _own(self) -> dict[int, list[Fact]]:
        return {number.start: self._borne_out(number) for number in self.reading.numbers}


def _counts(number: Quantity, fact: Fact) -> bool:
    """Return whether a count is the number, or beyond it the way the words before it say: fewer than five."""
    if number.bound == "under":
        return fact.value <= number.magnitude
    return fact.value >= number.magnitude if number.bound == "over" else number.holds(fact.value)
