"""All that a text's figures say together: the facts given, what compares them, and what they are about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from agents.grounding.arithmetic import comparisons
from agents.grounding.fact import Fact, fact_of
from agents.grounding.margins import net_margins
from agents.grounding.subjects import Mention, Name, Subject, mentions, names_by_word, plain, words
from reports.figure import Figure

_STEM = 6
"""Longer words that begin with the same letters, this many, are forms of one."""


@dataclass(frozen=True)
class Facts:
    """All facts of a text's evidence."""

    given: tuple[Fact, ...]

    @cached_property
    def derived(self) -> tuple[Fact, ...]:
        """Return what compares the amounts of one subject with its budget and earlier periods: changes and ratios."""
        return tuple(comparisons(self.given))

    @cached_property
    def changes(self) -> tuple[Fact, ...]:
        """Return every change, given or derived."""
        return tuple(fact for fact in (*self.given, *self.derived) if fact.kind == "change")

    @cached_property
    def subjects(self) -> frozenset[Subject]:
        """Return what the figures are about, but for what is only counted."""
        return frozenset(fact.subject for fact in self.given if fact.unit != "count")

    @cached_property
    def documents(self) -> frozenset[Subject]:
        """Return the single postings."""
        return frozenset(fact.subject for fact in self.given if fact.is_document)

    @cached_property
    def latest(self) -> dict[Subject, str]:
        """Return each subject's last period."""
        return {fact.subject: fact.period for fact in sorted(self.given, key=lambda fact: fact.period)}

    def is_latest(self, fact: Fact) -> bool:
        """Return whether a fact is of the last period of what it is of; of both subjects where it is a result."""
        return fact.period >= max((self.latest[subject] for subject in fact.parts or [fact.subject]), default="")

    @cached_property
    def telling(self) -> dict[str, Subject]:
        """Return the words that belong to one subject alone: "overdue" where receivables are open and overdue."""
        owners: dict[str, set[Subject]] = {}
        for fact in (fact for fact in self.given if fact.unit != "count"):
            for word in fact.subject:
                owners.setdefault(word, set()).add(fact.subject)
        return {word: next(iter(owning)) for word, owning in owners.items() if len(owning) == 1 and len(word) > 3}

    def hinted_by(self, spoken: Iterable[str]) -> frozenset[Subject]:
        """Return the subjects that some words hint at, in any form: "invested" at the investing cash flow."""
        stems = {word[:_STEM]: subject for word, subject in self.telling.items() if len(word) > _STEM}
        found = (self.telling.get(word) or (stems.get(word[:_STEM]) if len(word) > _STEM else None) for word in spoken)
        return frozenset(subject for subject in found if subject)

    def mentions(self, text: str) -> list[Mention]:
        """Return where a text names a subject by its words, its code or its id."""
        named = mentions(text, self._names)
        coded = [
            Mention(*match.span(), self._codes[match[0]])
            for match in re.finditer(r"(?<!\w)\d+(?!\w)", text)
            if match[0] in self._codes
        ]
        return sorted([*named, *coded], key=lambda mention: mention.start)

    @cached_property
    def counted(self) -> frozenset[str]:
        """Return the words of what is counted."""
        return frozenset().union(*(fact.subject for fact in self.given if fact.unit == "count"))

    @cached_property
    def _codes(self) -> dict[str, Subject]:
        return {fact.name.split(" ", 1)[0]: fact.subject for fact in self.given if fact.name[:1].isdigit()}

    @cached_property
    def _names(self) -> dict[str, list[Name]]:
        return names_by_word(self.subjects, self.documents)

    def spread_in(self, text: str) -> frozenset[Subject]:
        """Return the subjects whose words all stand in a text, though apart; of one within another, the larger."""
        spoken = words(text)
        held = [subject for subject in self.subjects if plain(subject) <= spoken]
        return frozenset(subject for subject in held if not any(plain(subject) < plain(other) for other in held))

    def is_negative(self, subject: Subject) -> bool:
        """Return whether the last amount of a subject is below zero: net income that is a loss."""
        latest = self.latest.get(subject)
        amounts = [fact for fact in self.given if (fact.subject, fact.period, fact.kind) == (subject, latest, "amount")]
        return any(fact.value < 0 for fact in amounts)

    def polarity(self, subject: Subject) -> int:
        """Return 1 where more is better, -1 where less is, as the favourable changes say; 1 where none does."""
        for fact in self.given:
            if fact.subject == subject and fact.value and "favourable" in fact.name:
                return (1 if fact.value > 0 else -1) * (-1 if "unfavourable" in fact.name else 1)
        return 1


def facts_of(figures: Sequence[Figure]) -> Facts:
    """Return the facts that figures give; undefined ones give none."""
    given = list(dict.fromkeys(fact_of(figure, figure.value) for figure in figures if figure.value is not None))
    return Facts((*given, *net_margins(given)))
