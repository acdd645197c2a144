"""What figures say: their subjects, which of them are changes, and what follows from those that belong together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import permutations
from typing import Literal

from agents.grounding.directions import Basis
from reports.figure import Figure

Kind = Literal["amount", "base", "change", "result"]
"""A result is arithmetic on two figures that need not be of one subject."""

CHANGE = frozenset(["variance", "change", "movement", "difference", "growth", "increase", "decrease"])
_BUDGET = frozenset(["budget", "plan", "forecast", "target"])
_PRIOR = frozenset(["prior", "previous"])
_FILLERS = (
    "actual actuals to of on in the a an and year date period month quarter for from at end vs against percent total"
)
_ROLES = CHANGE | _BUDGET | _PRIOR | frozenset([*_FILLERS.split(), "favourable", "unfavourable"])
"""Words of a figure's name that say what part it plays, not what it is about."""
_SAME = (
    (r"\b(?:net|bottom-line) (?:profit|earnings|loss|result)\b|\bprofit for the period\b", "net income"),
    (r"\b(?:revenues?|turnover)\b", "income"),
    (r"\b(?:costs?|expenditure|spending|spend|spent)\b", "expense"),
)


@dataclass(frozen=True)
class Fact:
    """A figure, or what follows from two."""

    name: str
    value: Decimal
    unit: str
    period: str
    subject: frozenset[str]
    """The telling words of what it is about."""
    kind: Kind
    basis: Basis = ""
    """What a change is measured against, or which base it is."""

    @property
    def text(self) -> str:
        """Return the fact as a finding quotes it."""
        value = self.value.quantize(Decimal("0.01")) if self.value != self.value.to_integral_value() else self.value
        return f"{self.name} {value:,f} {self.unit}".rstrip()


@dataclass(frozen=True)
class Facts:
    """All facts of a text's evidence."""

    given: tuple[Fact, ...]

    @cached_property
    def derived(self) -> tuple[Fact, ...]:
        """Return what compares the amounts of one subject with its budget and earlier periods: changes and ratios."""
        changes: list[Fact] = []
        for now, base in permutations([fact for fact in self.given if fact.kind != "change"], 2):
            if now.subject == base.subject and now.unit == base.unit and now.kind == "amount":
                against = _against(now, base)
                if against:
                    changes += _changes(now, base, against)
        return tuple(changes)

    @cached_property
    def changes(self) -> tuple[Fact, ...]:
        """Return every change, given or derived."""
        derived = (fact for fact in self.derived if fact.kind == "change")
        return (*(fact for fact in self.given if fact.kind == "change"), *derived)

    def named_in(self, text: str) -> frozenset[frozenset[str]]:
        """Return the subjects that a text names, by their words or code; one within another named one is left out."""
        full = self.spoken_in(text)
        return frozenset(subject for subject in full if not any(_plain(subject) < _plain(other) for other in full))

    def spoken_in(self, text: str) -> frozenset[frozenset[str]]:
        """Return the subjects whose words a text holds, those that lie within another one's too."""
        spoken = words(text)
        return frozenset(fact.subject for fact in self.given if _is_named(fact, spoken))


def facts_of(figures: Sequence[Figure]) -> Facts:
    """Return the facts that figures give; undefined ones give none."""
    return Facts(tuple(_fact(figure, figure.value) for figure in figures if figure.value is not None))


def arithmetic(facts: Sequence[Fact]) -> list[Fact]:
    """Return sums, differences, shares and ratios of each two of some facts."""
    results: list[Fact] = []
    for first, second in permutations(facts, 2):
        subject = first.subject | second.subject
        if first.unit == second.unit:
            unit = "points" if first.unit == "percent" else first.unit
            results.append(_result(first, second, first.value - second.value, unit, subject, "less"))
            results.append(_result(first, second, first.value + second.value, first.unit, subject, "plus"))
        if first.unit == second.unit and second.value:
            results.append(
                _result(first, second, first.value / second.value * 100, "percent", subject, "as a share of")
            )
            results.append(_result(first, second, first.value / second.value, "ratio", subject, "over"))
    return results


def words(text: str) -> frozenset[str]:
    """Return the words of a text, small, singular, synonyms made one."""
    plain = text.lower()
    for pattern, word in _SAME:
        plain = re.sub(pattern, word, plain)
    return frozenset(_singular(word) for word in re.findall(r"[^\W_]+", plain))


def _is_named(fact: Fact, spoken: frozenset[str]) -> bool:
    """Whether words name a fact's subject: all of its own words, or the code its name begins with ("6100 Travel")."""
    plain, code = _plain(fact.subject), fact.name.split(" ", 1)[0]
    return (bool(plain) and plain <= spoken) or (code.isdigit() and code in spoken)


def _plain(subject: frozenset[str]) -> frozenset[str]:
    """Return a subject without account codes and numbers, which texts leave out."""
    return frozenset(word for word in subject if not word.isdigit())


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _fact(figure: Figure, value: Decimal) -> Fact:
    spoken = words(figure.name)
    basis: Basis = "budget" if spoken & _BUDGET else "prior" if spoken & _PRIOR else ""
    kind: Kind = "change" if spoken & CHANGE else "base" if basis else "amount"
    subject = spoken - {_singular(word) for word in _ROLES}
    return Fact(figure.name, value, figure.unit, figure.period, subject, kind, basis)


def _against(now: Fact, base: Fact) -> Basis:
    """Return what comparing the two means; "" where they are not to be compared."""
    if base.kind == "base":
        return base.basis if now.period == base.period or base.basis == "prior" else ""
    return "prior" if now.period > base.period and len(now.period) == len(base.period) else ""


def _changes(now: Fact, base: Fact, against: Basis) -> list[Fact]:
    name = f"{now.name} {now.period} less {base.name} {base.period}"
    unit = "points" if now.unit == "percent" else now.unit
    difference = now.value - base.value
    changes = [Fact(name, difference, unit, now.period, now.subject, "change", against)]
    if base.value and now.unit != "percent":
        changes.append(
            Fact(name, difference / abs(base.value) * 100, "percent", now.period, now.subject, "change", against)
        )
        changes.append(Fact(name, now.value / base.value, "ratio", now.period, now.subject, "result", against))
    return changes


def _result(first: Fact, second: Fact, value: Decimal, unit: str, subject: frozenset[str], verb: str) -> Fact:
    # A difference of two is a change only where they are two of one subject; `Facts.derived` holds those.
    return Fact(f"{first.name} {verb} {second.name}", value, unit, first.period, subject, "result")
