"""What a stretch of words states: its numbers with their bounds, its dates, its names and roles, its other words."""

import re
from dataclasses import dataclass
from functools import cached_property

from agents.citing.bounds import Bound, bound_of
from agents.citing.measures import is_measure, measure_after
from agents.grounding.periods import PeriodMention, period_mentions
from agents.grounding.quantities import Quantity, quantities
from agents.vocabulary.languages import fold, is_german, says_nothing, words

_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b(?:[A-Z][\w'’-]*|[A-Z]{2,}[\w-]*)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and how it bounds what it is said of."""

    quantity: Quantity
    bound: Bound
    unit: str
    """The quantity's own, else the measure written after it: "hours"; "" for none."""


@dataclass(frozen=True)
class Stretch:
    """A sentence, or a part of one."""

    text: str
    """In English numbers and months, whatever its language."""

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def dates(self) -> tuple[PeriodMention, ...]:
        return tuple(period_mentions(self._without_clock))

    @cached_property
    def clocks(self) -> frozenset[str]:
        return frozenset(_CLOCK.findall(self.text))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        text = self._without_clock
        for date in self.dates:
            text = text[: date.start] + "¤" * (date.end - date.start) + text[date.end :]
        return tuple(
            Number(one, bound_of(text, one), one.unit or measure_after(text[one.end :])) for one in quantities(text)
        )

    @property
    def _without_clock(self) -> str:
        return _CLOCK.sub(lambda match: "¤" * len(match[0]), self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """Capitalised words inside sentences, folded: in German every noun, so none of them is told apart there."""
        if is_german(self.text):
            return frozenset()
        found = (
            match
            for match in _NAME.finditer(self.text)
            if not any(date.start <= match.start() < date.end for date in self.dates)
        )
        return frozenset(fold(re.sub(r"['’]s?$", "", match[0])) for match in found) - {"eur", "usd", "gbp", "i"}

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that say something, in their order, without numbers, dates and their units."""
        text = self._without_clock
        for start, end in [(date.start, date.end) for date in self.dates] + [
            (number.quantity.start, number.quantity.end) for number in self.numbers
        ]:
            text = text[:start] + " " * (end - start) + text[end:]
        kept = (word for word in words(re.sub(r"['’]s\b", "", text)) if len(word) > 1 and not word.isdigit())
        return tuple(dict.fromkeys(word for word in kept if not says_nothing(word) and not is_measure(word)))
