"""What follows from figures that a sentence names by half or combines: sums, what remains, shares of a sort."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from agents.grounding.arithmetic import arithmetic, remainders
from agents.grounding.fact import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.role_words import BETWEEN
from agents.grounding.subjects import Subject, words
from agents.grounding.suppositions import combines
from agents.grounding.units import CODES
from agents.grounding.value_index import ValueIndex

_SHARE = frozenset(["share", "proportion", "part", "portion", "ratio", "percentage", "every", "each"])
MONEY = frozenset(CODES.split("|"))
_EXACT_UNITS = MONEY | {"points"}
_EXACT = Decimal("0.01")
"""An amount rounded further than this share of it is some sum or difference too easily."""
_OF_THIS = re.compile(r" of (?:this|that|these|those|them|it|the (?:account|line|amount|total))\b")
_OF_HALF = re.compile(r" of (?:the |our |all |total |customer )*[a-z]+(?= (?:is|are|was|were)\b)")
_THEREOF = re.compile(r"\s*Of (?:this|that|these|those|them),? (?:about |around |roughly |nearly |almost |over )?")
_LARGE = 1000
"""A number from here on without a unit may be an amount."""
_FEW, MOST = 12, 40
"""Arithmetic is tried on at most so many facts of a sentence: a text that cites more is a table."""


@dataclass(frozen=True)
class Combinations:
    """What may be combined in one sentence."""

    reading: Reading
    pool: list[Fact]
    """What the sentence cites or names in full."""

    def sums(self, number: Quantity, *, is_tight: bool) -> list[Fact]:
        """Return sums and differences of what the sentence or the one before touches, where words may combine them."""
        can = combines(self.reading.sentence.text)
        if not can and not BETWEEN.search(self.reading.sentence.text) and not self._is_list:
            return []
        is_exact = not number.bound and number.high - number.low <= number.magnitude * _EXACT
        if (number.unit not in _EXACT_UNITS and number.magnitude < _LARGE) or not is_exact or (is_tight and not can):
            return []
        named = {mention.subject for mention in self.reading.mentions}
        found = self._wide.find(number)
        if len(named) > 1:  # what is named in full is what is combined
            found = [fact for fact in found if fact.parts <= named | self.reading.documents]
        return found or (self._threes.find(number) if can else [])

    @cached_property
    def _is_list(self) -> bool:
        """Return whether the sentence is a list of names and amounts: "Overdue: 410. Not yet due: 1,245"."""
        return ": " in self.reading.sentence.text

    def siblings(self, named: set[Subject]) -> frozenset[Subject]:
        """Return the subjects that share a word with one that is named, unless the word alone names a third."""
        subjects = self.reading.facts.subjects
        spoken = {word for subject in named for word in subject if frozenset([word]) not in subjects}
        return frozenset(subject for subject in subjects if subject & spoken)

    def shares(self, number: Quantity, attached: frozenset[Subject]) -> list[Fact]:
        """Return the shares that are of what is half named: "the share of overdue receivables"."""
        reading = self.reading
        text = reading.sentence.text
        of_this = _OF_THIS.match(text, number.end) or _THEREOF.fullmatch(text, 0, number.start)
        if number.unit == "percent" and of_this:
            return self._shares_of_this(number)
        whole = _OF_HALF.match(text, number.end) if number.unit == "percent" else None
        if whole and any(words(whole[0]) & subject for subject in reading.half_named):
            return ValueIndex(self.half_results).find(number)
        attached = attached or reading.subjects
        if number.unit != "percent" or not reading.spoken & _SHARE:
            return []
        wholes = {subject for subject in reading.facts.subjects for part in attached if subject & part}
        facts = [fact for fact in reading.facts.given if fact.subject in wholes and fact.kind == "amount"]
        found = ValueIndex(arithmetic(facts[:MOST])).find(number)
        return [fact for fact in found if fact.parts & attached]

    def _shares_of_this(self, number: Quantity) -> list[Fact]:
        """Return the shares of what the sentence before names: "51.4 % of the account"."""
        reading = self.reading
        wholes = {mention.subject for mention in reading.mentions_before} or reading.half_named
        touched = wholes | reading.documents
        facts = [fact for fact in reading.facts.given if fact.subject in touched and fact.kind == "amount"]
        found = ValueIndex(arithmetic(list(dict.fromkeys([*facts, *self.pool]))[:MOST])).find(number)
        return [fact for fact in found if fact.parts & wholes]

    @cached_property
    def half_results(self) -> list[Fact]:
        """Return what follows from each two amounts of what is half named: "a quarter of the receivables"."""
        reading = self.reading
        touched = reading.subjects | reading.facts.hinted_by(reading.spoken)
        named = reading.half_named | self.siblings(set(touched))
        half = [fact for fact in self.reading.facts.given if fact.subject in named]
        return list(arithmetic([fact for fact in half if fact.kind == "amount"][:_FEW]))

    @cached_property
    def _wide(self) -> ValueIndex:
        """Return sums and differences of all that is named or half named here or just before, and of documents."""
        reading = self.reading
        named = {mention.subject for mention in (*reading.mentions, *reading.mentions_before)}
        hinted = reading.facts.hinted_by(reading.spoken | words(reading.sentence.before))
        half = reading.half_named | self.siblings(named | hinted) | hinted
        touched = [fact for fact in reading.facts.given if fact.subject in named | half | reading.documents]
        facts = list(dict.fromkeys([*self.pool, *touched]))[:MOST]
        return ValueIndex(fact for fact in arithmetic(facts) if fact.unit in _EXACT_UNITS)

    @cached_property
    def _threes(self) -> ValueIndex:
        reading = self.reading
        return ValueIndex(remainders([fact for fact in reading.facts.given if fact.subject in reading.subjects][:_FEW]))
