"""The facts that each number of a sentence can be: figures of what it is said of, else arithmetic on two."""

import re
from dataclasses import dataclass, replace
from functools import cached_property

from agents.grounding.arithmetic import arithmetic
from agents.grounding.attachment import Attachment, attachments
from agents.grounding.attachment_words import ANOTHER_NOUN, NOT_DUE
from agents.grounding.combinations import MOST, Combinations
from agents.grounding.fact import Fact
from agents.grounding.near import done_before, measured_in, spoken_of, touched
from agents.grounding.outline import PRONOUNS
from agents.grounding.phrases import phrase_around, weakly_named
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.subjects import Subject
from agents.grounding.value_index import ValueIndex

_LASTS = frozenset(["cover", "covered", "covering", "last", "lasted", "enough", "sufficient", "suffice", "worth"])
_OF = re.compile(r"\s+of (?:the |our |total |all |this month['’]s |the month['’]s )*")
_IS_SAID = re.compile(r"\s*(?:is|are|was|were) [^,;\d]*?\band\b")
"""After a number, what is said of it before the next one comes."""
_OF_A_SORT = re.compile(r" (?:un)?favourable ")
"""After a count, what makes it one of some among those that a figure counts."""
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
            some = _OF_A_SORT.match(self.reading.sentence.text, number.end)
            return [fact for fact in counts if _counts(number, fact) or (some and number.magnitude < fact.value)]
        found = self._said(number)
        whole = self._whole_after(number)
        found = [fact for fact in found if not whole or fact.kind != "result" or whole in fact.parts]
        if NOT_DUE.search(self._own_phrase(number)):
            found = [fact for fact in found if fact.kind == "result"]
        attached = self.attached[number.start]
        if attached.is_tight and any(fact.kind == "amount" for fact in self.alike(number)):
            return found  # "income of 1,041,350" is the amount of another, not a sum by chance
        found = found or self.combinations.sums(number, is_tight=attached.is_tight)
        return found or self.combinations.shares(number, attached.subjects) or self._beyond(number)

    def _own_phrase(self, number: Quantity) -> str:
        """Return the words around a number without those that the number before it is the subject of."""
        start = self.reading.end_before(number)
        taken = _IS_SAID.match(self.reading.sentence.text, start, number.start) if self.reading.place(number) else None
        phrase = phrase_around(self.reading, number)
        return phrase[taken.end() - start :] if taken and number == self.reading.group(number)[0] else phrase

    def _said(self, number: Quantity) -> list[Fact]:
        """Return the facts of what a number is said of, else arithmetic on what the sentence cites or names."""
        alike, attached = self.alike(number), self.attached[number.start]
        subjects = attached.subjects if attached.is_tight else measured_in(self.reading, number, attached.subjects)
        if not subjects:
            done = done_before(self.reading, number) or touched(self.combinations, number)
            alike = [fact for fact in alike if not done or fact.subject in done]
            return alike or self._results.find(number)
        own = [fact for fact in alike if fact.subject in subjects]
        if not attached.is_tight:
            hinted = frozenset() if own else weakly_named(self.reading, number)
            own += [fact for fact in alike if fact.subject in hinted | self._documents]
        if own or not attached.is_tight or len(subjects) > 1:
            found = own or [fact for fact in self._results.find(number) if fact.parts & subjects]
            return found or ([] if attached.is_tight else spoken_of(self.combinations, number, alike))
        # "Net income was 12,000" says an amount of it; only a share or a multiple brings in another one.
        results = self._results.find(number)
        return [fact for fact in results if subjects <= fact.parts and fact.unit in ("percent", "ratio")]

    @cached_property
    def _documents(self) -> frozenset[Subject]:
        """Return the postings that a number may be of: the one that is cited where one amount is, else any."""
        reading, any_of = self.reading, self.reading.documents
        cited = frozenset(mention.subject for mention in reading.mentions) & any_of
        return cited if len(cited) == len(reading.numbers) == 1 else any_of

    def _whole_after(self, number: Quantity) -> Subject | None:
        """Return the subject that a share is said to be of: "76.8 % of income"."""
        text, end = self.reading.sentence.text, self.reading.start_after(number)
        after = self.reading.mentions_between(number.end, end) if number.unit == "percent" else []
        return after[0].subject if after and _OF.fullmatch(text, number.end, after[0].start) else None

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
