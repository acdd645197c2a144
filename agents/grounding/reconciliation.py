"""The facts that each number of a sentence can be: figures of what it is said of, else arithmetic on two."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from agents.grounding.arithmetic import arithmetic
from agents.grounding.attachment import Attachment, attachments, hinted_beside, phrase_around, weakly_named
from agents.grounding.attachment_words import ANOTHER_NOUN, DOCUMENT_OF, NOT_DUE, PART_OF
from agents.grounding.combinations import MONEY, MOST, Combinations
from agents.grounding.facts import Fact
from agents.grounding.margins import NET_INCOME
from agents.grounding.naming import is_whole
from agents.grounding.outline import PRONOUNS
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.subjects import Subject, tokens
from agents.grounding.value_index import ValueIndex

_LASTS = frozenset(["cover", "covered", "covering", "last", "lasted", "enough", "sufficient", "suffice", "worth"])
_OF = re.compile(r"\s+of (?:the |our |total |all |this month['’]s |the month['’]s )*")
_OUT_OF = re.compile(
    r"\b(?:out of|included in|contained in|part of|within|among) (?:the |our |a |total |of )*$", re.IGNORECASE
)
_EARNED = frozenset(["earned", "left", "leave", "leaving", "remain", "remained", "result", "resulted", "kept"])
_FEW = 12


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
        cited = list(dict.fromkeys(fact for number in reading.numbers[:MOST] for fact in self.figures.find(number)))
        hinted = reading.facts.hinted_by(reading.spoken)
        if reading.spoken & PRONOUNS:
            hinted |= {mention.subject for mention in reading.mentions_before}
        named = [fact for fact in reading.facts.given if fact.subject in reading.subjects | hinted]
        if ANOTHER_NOUN.search(reading.sentence.original):
            named += [fact for fact in reading.facts.given if fact.is_document][:_FEW]
        chosen = [
            fact for fact in [*cited, *named] if fact.kind != "change" or fact in cited or reading.speaks_of_change
        ]
        return list(dict.fromkeys(chosen))[:MOST]

    @cached_property
    def results(self) -> list[Fact]:
        """Return what follows from each two facts of the pool."""
        return list(arithmetic(self.pool))

    @cached_property
    def combinations(self) -> Combinations:
        """Return what may be combined though it is named by half."""
        return Combinations(self.reading, self.pool)

    def own(self, number: Quantity) -> list[Fact]:
        """Return the facts that a number can be where it stands; empty where the figures do not bear it out."""
        return self._own[number.start]

    def _borne_out(self, number: Quantity) -> list[Fact]:
        counts = self.reading.counts(number)
        if counts:
            return [fact for fact in counts if _counts(number, fact)]
        found = self._said(number)
        whole = self._whole_after(number)
        found = [fact for fact in found if not whole or fact.kind != "result" or whole in fact.parts]
        if NOT_DUE.search(phrase_around(self.reading, number)):
            found = [fact for fact in found if fact.kind == "result"]
        attached = self.attached[number.start]
        if attached.is_tight and any(fact.kind == "amount" for fact in self.alike(number)):
            return found  # "income of 1,041,350" is the amount of another, not a sum by chance
        found = found or self.combinations.sums(number, is_tight=attached.is_tight)
        return found or self.combinations.shares(number, attached.subjects) or self._beyond(number)

    def _said(self, number: Quantity) -> list[Fact]:
        """Return the facts of what a number is said of, else arithmetic on what the sentence cites or names."""
        alike, attached = self.alike(number), self.attached[number.start]
        subjects = attached.subjects if attached.is_tight else self._measured_in(number.unit, attached.subjects)
        if not subjects:
            done = self._done_before(number) or self._touched(number)
            alike = [fact for fact in alike if not done or fact.subject in done]
            return alike or self._results.find(number)
        own = [fact for fact in alike if fact.subject in subjects]
        if not attached.is_tight:
            hinted = frozenset() if own else weakly_named(self.reading, number)
            own += [fact for fact in alike if fact.subject in hinted | self.reading.documents]
        if own or not attached.is_tight or len(subjects) > 1:
            found = own or [fact for fact in self._results.find(number) if fact.parts & subjects]
            return found or ([] if attached.is_tight else self._spoken_of(number, alike))
        # "Net income was 12,000" says an amount of it; only a share or a multiple brings in another one.
        results = self._results.find(number)
        return [fact for fact in results if subjects <= fact.parts and fact.unit in ("percent", "ratio")]

    def _measured_in(self, unit: str, subjects: frozenset[Subject]) -> frozenset[Subject]:
        """Return those subjects that have a figure in a unit: an amount near "net margin" is not said of it."""
        given = self.reading.facts.given
        if unit not in MONEY:
            return subjects & self.reading.facts.subjects
        return frozenset(fact.subject for fact in given if fact.subject in subjects and fact.unit in MONEY)

    def _whole_after(self, number: Quantity) -> Subject | None:
        """Return the subject that a share is said to be of: "76.8 % of income"."""
        text, end = self.reading.sentence.text, self.reading.start_after(number)
        after = self.reading.mentions_between(number.end, end) if number.unit == "percent" else []
        return after[0].subject if after and _OF.fullmatch(text, number.end, after[0].start) else None

    def _done_before(self, number: Quantity) -> frozenset[Subject]:
        """Return the subject that the word right before a number hints at: "we invested EUR 120,000"."""
        if self.reading.mentions_between(self.reading.end_before(number), number.start):
            return frozenset()
        last = tokens(self.reading.sentence.text[max(0, number.start - 24) : number.start])[-1:]
        return self.reading.facts.hinted_by(token.word for token in last)

    def _touched(self, number: Quantity) -> frozenset[Subject]:
        """Return what a number that no words lead to may be of: what is named, half named or hinted at."""
        reading = self.reading
        named = frozenset(mention.subject for mention in (*reading.mentions, *reading.mentions_before))
        start = reading.end_before(number)
        if reading.documents and DOCUMENT_OF.search(reading.sentence.text, start, number.start):
            return reading.documents
        if not (named - reading.facts.documents) & reading.facts.subjects:
            hinted = self._measured_in(number.unit, hinted_beside(reading, number))
            return hinted | reading.documents if hinted else hinted
        earned = {NET_INCOME} if reading.spoken & _EARNED else set[Subject]()
        hinted = reading.facts.hinted_by(reading.spoken) | self.combinations.siblings(set(named))
        return named | reading.half_named | hinted | reading.documents | earned

    def _spoken_of(self, number: Quantity, facts: list[Fact]) -> list[Fact]:
        """Return those facts that a number in doubtful English may be: of what is named here or just before."""
        reading = self.reading
        named = {mention.subject for mention in reading.mentions_before}
        led = reading.mentions_between(reading.end_before(number), number.start)
        led = [mention for mention in led if not is_whole(reading.sentence.text, mention.start)]
        is_part = _OF.match(reading.sentence.text, number.end)
        if number.start not in reading.bound_directions and (is_part or not led):
            named |= {mention.subject for mention in reading.mentions}
        text = reading.sentence.text
        if _OUT_OF.search(text, 0, number.start) or PART_OF.match(text, number.end):
            named |= reading.half_named | self.combinations.siblings(named)
        return [fact for fact in facts if fact.subject in named]

    def _beyond(self, number: Quantity) -> list[Fact]:
        """Return the ratios and times that are on the side of a round limit that the words say: "above 1"."""
        if number.unit not in ("", "ratio", "days") or number.bound not in ("over", "under"):
            return self._covered(number)
        subjects, sign = self.attached[number.start].subjects, 1 if number.bound == "over" else -1
        limits = [
            fact for fact in self.reading.facts.given if fact.subject in subjects and fact.unit in ("ratio", "days")
        ]
        return [fact for fact in limits if (fact.value - number.magnitude) * sign > 0]

    def _covered(self, number: Quantity) -> list[Fact]:
        """Return the ratios that a number of periods can be: "cash covers three months of expenses"."""
        if number.unit not in ("months", "years") or not self.reading.spoken & _LASTS:
            return []
        return self._results.find(replace(number, unit="ratio"))

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
