"""What a figure says: its subject, and which part it plays: the amount itself, its base, a change."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from agents.grounding.directions import Basis
from agents.grounding.subjects import Subject, words
from reports.figure import Figure

Kind = Literal["amount", "base", "change", "result"]
"""A result is arithmetic on two figures that need not be of one subject."""

CHANGE = frozenset(["variance", "change", "movement", "difference", "growth", "increase", "decrease"])
_BUDGET = frozenset(["budget", "plan", "forecast", "target"])
_PRIOR = frozenset(["prior", "previous"])
_FILLERS = "actual of to on in the a an and by year date period month quarter for from at end vs against percent total"
_ROLES = CHANGE | _BUDGET | _PRIOR | frozenset([*_FILLERS.split(), "favourable", "unfavourable"])
"""Words of a figure's name that say what part it plays, not what it is about."""
_COUNT_ROLES = frozenset(["number", "of", "the", "count"])
_NET_CHANGE = re.compile(r"\bnet (change|movement|increase|decrease)\b", re.IGNORECASE)
_ID = re.compile(r"(?<=\s)(?=[\w/-]*\d)(?:[A-Za-z]+[-/]?\d[\w/-]*|\d{4,})$")


@dataclass(frozen=True)
class Fact:
    """A figure, or what follows from two."""

    name: str
    value: Decimal
    unit: str
    period: str
    subject: Subject
    kind: Kind
    basis: Basis = ""
    """What a change is measured against, or which base it is."""
    parts: frozenset[Subject] = frozenset()
    """The subjects of the two figures that a result is of."""
    is_document: bool = False
    """Whether it is one posting or document, named by its id."""

    @property
    def text(self) -> str:
        """Return the fact as a finding quotes it."""
        value = self.value.quantize(Decimal("0.01")) if self.value != self.value.to_integral_value() else self.value
        return f"{self.name} {value:,f} {self.unit}".rstrip()


def fact_of(figure: Figure, value: Decimal) -> Fact:
    """Return what a figure of this value says."""
    spoken = words(figure.name)
    if figure.unit == "count":
        return Fact(figure.name, value, figure.unit, figure.period, spoken - _COUNT_ROLES, "amount")
    basis: Basis = "budget" if spoken & _BUDGET else "prior" if spoken & _PRIOR else ""
    if basis == "prior" and spoken & {"month", "quarter"}:
        basis = "month" if "month" in spoken else "quarter"
    kind: Kind = "change" if spoken & CHANGE else "base" if basis else "amount"
    document = _ID.search(figure.name)
    subject = words(document[0]) if document else words(_NET_CHANGE.sub(r"\1", figure.name)) - _ROLES
    return Fact(figure.name, value, figure.unit, figure.period, subject, kind, basis, is_document=bool(document))
