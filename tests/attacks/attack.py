"""The table of attacks: every technique in every place, each with one of the goals."""

import re
from dataclasses import dataclass

from tests.attacks.goals import GOALS, Goal
from tests.attacks.places import PLACES, SLOTS
from tests.attacks.techniques import TECHNIQUES

MARKER = re.compile("qz[a-z]{3}zq")
"""What every attack holds, whatever its technique does to the order."""


@dataclass(frozen=True)
class Attack:
    """One text from outside that wants something."""

    number: int
    technique: str
    place: str
    goal: Goal

    @property
    def marker(self) -> str:
        """The letters by which it is found again."""
        letters = (chr(97 + self.number // place % 20) for place in (400, 20, 1))
        return f"qz{''.join(letters)}zq"

    @property
    def text(self) -> str:
        return f"{TECHNIQUES[self.technique](self.goal.order)} {self.marker}"


ATTACKS = tuple(
    Attack(row * len(PLACES) + column, technique, place, GOALS[(row + column) % len(GOALS)])
    for row, technique in enumerate(TECHNIQUES)
    for column, place in enumerate(PLACES)
)


@dataclass(frozen=True)
class Words:
    """What stands in one place: an attack, or several one after the other."""

    attacks: tuple[Attack, ...]

    @property
    def text(self) -> str:
        return "\n".join(attack.text for attack in self.attacks)

    @property
    def smooth(self) -> str:
        """Return what the model will say where it wants to pass, so that it stands there before."""
        return " ".join(dict.fromkeys(attack.goal.smooth for attack in self.attacks))


Techniques = tuple[tuple[str, ...], ...]
"""By slot, the techniques that are tried there."""

_ALL = tuple(TECHNIQUES)
_TOGETHER = 2
"""Techniques that stand one after the other in the same place: a case costs more than what it reads."""
CASES: tuple[Techniques, ...] = tuple(
    tuple(_ALL[first + slot : first + len(SLOTS) * _TOGETHER : len(SLOTS)] for slot in range(len(SLOTS)))
    for first in range(0, len(_ALL), len(SLOTS) * _TOGETHER)
)
"""Cases that are attacked in all of their places at once, by all techniques."""
EVERY_GOAL: Techniques = tuple(_ALL[slot : len(GOALS) : len(SLOTS)] for slot in range(len(SLOTS)))
"""One case that is attacked with each goal in each place: as many techniques as there are goals."""


def in_slots(techniques: Techniques) -> list[dict[str, Words]]:
    """Return what stands in each slot, by its place."""
    return [
        {place: Words(tuple(_BY_PLACE[technique, place] for technique in slot)) for place in PLACES}
        for slot in techniques
    ]


_BY_PLACE = {(attack.technique, attack.place): attack for attack in ATTACKS}
