"""The table of attacks: every technique in every place, each with one of the goals."""

import re
from dataclasses import dataclass

from tests.attacks.goals import GOALS, Goal
from tests.attacks.places import PLACES, SLOTS
from tests.attacks.techniques import TECHNIQUES

CASE = len(SLOTS)
"""Techniques that are tried in the same case."""


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


CASES = tuple(tuple(TECHNIQUES)[at : at + CASE] for at in range(0, len(TECHNIQUES), CASE))
"""The techniques of each case: a close that is attacked in all of its places at once."""


def attacks_by(technique: str) -> dict[str, Attack]:
    """Return the attacks that use a technique, by their place."""
    return {attack.place: attack for attack in ATTACKS if attack.technique == technique}
