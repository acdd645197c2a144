"""How long a text a regular expression may be held to, read from its parts: what others wrote may else take for ever.

A match goes back over what it has read once for each place where a repetition could as well have ended elsewhere. One
that ends where the next sign cannot be one of its own has no such choice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tasks.tools.pattern_signs import op, signs

STEPS = 5_000_000
"""That one match may take: some tens of milliseconds."""
FEW = 10
"""A repetition of at most so many is written out rather than counted as one without end."""
_REPETITION = frozenset("*+{")
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)


@dataclass(frozen=True)
class _Cost:
    """Steps of a match: `ways` times the text's length to the power of `choices`."""

    choices: float = 0
    ways: float = 1

    def __mul__(self, other: "_Cost") -> "_Cost":
        return _Cost(self.choices + other.choices, self.ways * other.ways)


_ENDLESS = _Cost(float("inf"))


@lru_cache(maxsize=1024)
def longest(pattern: str) -> int:
    """Return how many signs a text may have that is searched for the pattern; 0 where none is short enough.

    Raise `re.error` for what is no pattern.
    """
    parts = _flat(op.parse(pattern))
    cost = _sequence(parts)
    anchored = bool(parts) and parts[0] in ((op.AT, op.AT_BEGINNING), (op.AT, op.AT_BEGINNING_STRING))
    power = max(1, cost.choices) + (not anchored and not _REPETITION.isdisjoint(pattern))
    return int((STEPS / cost.ways) ** (1 / power)) if power < float("inf") else 0


def _flat(parts: Any) -> list[tuple[Any, Any]]:
    """Return the parts with those of groups in their place."""
    found = list[tuple[Any, Any]]()
    for kind, told in parts:
        if kind is op.SUBPATTERN:
            found += _flat(told[-1])
        elif kind is op.ATOMIC_GROUP:
            found += _flat(told)
        else:
            found.append((kind, told))
    return found


def _sequence(parts: Sequence[tuple[Any, Any]]) -> _Cost:
    cost, aside = _Cost(), 0.0
    for number, part in enumerate(parts):
        each = _part(part, parts[number + 1] if number + 1 < len(parts) else None)
        if part[0] in (op.ASSERT, op.ASSERT_NOT):  # what it read counts for nothing that comes after it
            aside, each = max(aside, cost.choices + each.choices), _Cost(0, each.ways)
        cost *= each
    return _Cost(max(aside, cost.choices), cost.ways)


def _part(part: tuple[Any, Any], after: tuple[Any, Any] | None) -> _Cost:
    kind, told = part
    if kind is op.BRANCH:
        each = [_sequence(_flat(one)) for one in told[1]]
        return _Cost(max(one.choices for one in each), sum(one.ways for one in each))
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return _sequence(_flat(told[1]))
    if kind is op.GROUPREF:
        return _Cost(1)
    if kind in _REPEATS:
        return _repeat(part, after)
    return _Cost() if signs(part) or kind is op.AT else _ENDLESS


def _repeat(part: tuple[Any, Any], after: tuple[Any, Any] | None) -> _Cost:
    least, most, body = part[1][0], part[1][1], _flat(part[1][2])
    if most <= FEW:
        inner = _sequence(body)
        ends = 1 if least == most or _cannot_go_on(body, after) else most - least + 1
        return _Cost(inner.choices * most, inner.ways**most * ends)
    if len(body) != 1 or not signs(body[0]):
        return _Cost(1) if _knows_its_rounds(body) else _ENDLESS
    return _Cost() if least == most or _cannot_go_on(body, after) else _Cost(1)


def _cannot_go_on(body: Sequence[tuple[Any, Any]], after: tuple[Any, Any] | None) -> bool:
    """Tell whether the sign that must come next cannot begin another round."""
    begins, next_ = _begins(body[0]) if body else None, _begins(after) if after else None
    return bool(begins and next_ and not begins & next_)


def _begins(part: tuple[Any, Any]) -> frozenset[int] | None:
    """Return the signs of which the part's first must be one; None where that is not known."""
    if part[0] in _REPEATS and part[1][0] > 0:
        body = _flat(part[1][2])
        return _begins(body[0]) if body else None
    return signs(part)


def _knows_its_rounds(body: Sequence[tuple[Any, Any]]) -> bool:
    """Tell whether a text can be cut into rounds of the body in one way only.

    So it is where each part must be one sign, or repeats signs of which none can be the next part's.
    """
    if not any(_begins(part) for part in body):
        return False
    for part, after in zip(body, [*body[1:], body[0]], strict=True):
        if signs(part):
            continue
        inner = _flat(part[1][2]) if part[0] in _REPEATS else []
        fixed = bool(inner) and part[1][0] == part[1][1] <= FEW and all(signs(each) for each in inner)
        if not fixed and not (len(inner) == 1 and signs(inner[0]) and _cannot_go_on(inner, after)):
            return False
    return True
