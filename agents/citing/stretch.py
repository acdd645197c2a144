"""What a stretch of words states: its numbers with their bounds, its dates, its other words."""

import re
from dataclasses import dataclass
from functools import cached_property

from agents.citing.measures import Bound, bound_of, is_measure, measure_after
from agents.grounding.periods import PeriodMention, period_mentions
from agents.grounding.quantities import Quantity, quantities
from agents.vocabulary.languages import says_nothing, words

_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


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
    def clocks(self) -> list[re.Match[str]]:
        return list(_CLOCK.finditer(self.text))

    @cached_property
    def dates(self) -> tuple[PeriodMention, ...]:
        return tuple(period_mentions(self._without_clock))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        text = self._without_clock
        for date in self.dates:
            text = text[: date.start] + "¤" * (date.end - date.start) + text[date.end :]
        return tuple(
            Number(one, bound_of(text, one), one.unit or measure_after(text[one.end :]))
            for one in quantities(text)
            if not re.search(r"\w-$", text[: one.start])  # "RX-41" is a name
        )

    @property
    def _without_clock(self) -> str:
        return _CLOCK.sub(lambda match: "¤" * len(match[0]), self.text)

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
