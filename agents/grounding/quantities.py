"""Numbers in a text: each with the values it can stand for as written, its unit, and how it was rounded."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from agents.grounding.hedges import Bound, bound_before
from agents.grounding.units import (
    CODES,
    GROUPING,
    NUMBER,
    PREFIX,
    SCALE,
    SPELLED,
    SUFFIX,
    SYMBOLS,
    scale_of,
    spelled,
    unit_of,
)

_QUANTITY = re.compile(
    rf"(?<![\w.])(?P<open>\()?(?P<minus>[−–-](?=[\w€$£¥])|minus |negative |plus "
    rf"|\+ ?)?(?P<prefix>{PREFIX})?(?P<minus2>[−–-])?"
    rf"(?:(?P<number>{NUMBER})(?![\d])(?![.,]\d)|(?P<spelled>\b(?:{SPELLED})\b))"
    # A currency before the number is its unit, so that "EUR 21,350 year on year" keeps its "year".
    rf"(?P<scale>{SCALE})?(?(prefix)|(?:[ \u00a0\u202f\u2009-]?(?:{SUFFIX}))?)(?P<close>\))?",
    re.IGNORECASE,
)
_FACTOR = re.compile(
    r"\b(?:factor|multiple) of (?:about |around |roughly |almost |nearly |more than |over )?$", re.IGNORECASE
)
_PER_ONE = re.compile(r"\b(?:every|each|per) (?:euro|dollar|pound|franc)\b", re.IGNORECASE)
_MONEY = frozenset(CODES.split("|"))
_CURRENCY = re.compile(rf"({CODES}|[€$£¥])[ \u00a0]?$")
_FEW = 100
_RANGE = re.compile(r"\s?(?:–|-|to|and)\s?")
_LEAST, _MOST = Decimal("0.85"), Decimal("1.5")
"""How far "nearly" and "more than" may be from what they loosen, as a share of it."""
_MISLEADING_LOW, _MISLEADING_HIGH = Decimal("1.1"), Decimal("0.9")
"""A scaled or loosened amount off by more than a tenth of the true one misleads, though it rounds as written."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number in a text."""

    start: int
    end: int
    magnitude: Decimal
    place: Decimal
    """The value of its last digit that counts: 0.1 for "1.2", 100,000 for "1.2 m" and for "about 1,200,000"."""
    unit: str
    """A currency code, "percent", "points", "days", "months", "weeks", "years", "ratio"; "" where none is written."""
    sign: Literal[-1, 0, 1]
    """-1 or 1 where a sign is written, 0 otherwise."""
    parenthesised: bool
    """Alone in parentheses: a negative amount, or an aside."""
    bound: Bound
    """How the words before it loosen it: near, under or over the true value."""
    spelled: bool

    low: Decimal
    high: Decimal
    """The least and the most that what is so written can be, without sign."""

    def holds(self, value: Decimal) -> bool:
        """Return whether the magnitude of `value`, rounded as written, is this number."""
        return self.low <= abs(value) <= self.high


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text in their order; a range such as "10 to 12 %" gives its unit to both ends."""
    found = [_quantity(match, text) for match in _QUANTITY.finditer(text)]
    if _PER_ONE.search(text):
        found = [_per_one(number) for number in found]
    for number in range(len(found) - 2, -1, -1):
        first, second = found[number], found[number + 1]
        if not first.unit and second.unit and _RANGE.fullmatch(text, first.end, second.start):
            found[number] = _with_unit(first, second)
    return found


def _quantity(match: re.Match[str], text: str) -> Quantity:
    scale = Decimal(scale_of(match))
    digits = re.sub(rf"[,{GROUPING}]", "", match["number"]) if match["number"] else str(spelled(match["spelled"]))
    bound = bound_before(text[max(0, match.start() - 24) : match.start()])
    minus = (match["minus"] or "").strip().lower() in ("−", "–", "-", "minus", "negative") or bool(match["minus2"])
    start, end = match.span()
    alone = bool(match["open"] and match["close"])
    unit = (
        unit_of(match)
        or _unit_before(text, match.start())
        or ("ratio" if _FACTOR.search(text, max(0, match.start() - 40), match.start()) else "")
    )
    if unit == "basis points":
        unit, scale = "points", scale / 100
    magnitude, place = Decimal(digits) * scale, _place(digits, loose=bool(bound)) * scale
    low, high = _limits(magnitude, place, bound)
    return Quantity(
        start=start + (1 if match["open"] and not alone else 0),
        end=end - (1 if match["close"] and not alone else 0),
        magnitude=magnitude,
        place=place,
        unit=unit,
        sign=-1 if minus else 1 if match["minus"] else 0,
        parenthesised=alone,
        bound=bound,
        spelled=bool(match["spelled"]),
        low=low,
        high=high,
    )


def _unit_before(text: str, start: int) -> str:
    """Return the currency before a sign or parenthesis: "USD (45,600)", "EUR +21,350"."""
    match = _CURRENCY.search(text, max(0, start - 5), start) if text[start] in "(+−–-" else None
    return SYMBOLS.get(match[1], match[1]) if match else ""


def _limits(magnitude: Decimal, place: Decimal, bound: Bound) -> tuple[Decimal, Decimal]:
    if bound == "under":
        return max(magnitude - place, magnitude * _LEAST), magnitude
    if bound == "over":
        return magnitude, min(magnitude + place, magnitude * _MOST)
    low, high = magnitude - place / 2, magnitude + place / 2
    if place >= 1000 or bound:
        # "1 m" for 1,184,220 rounds as written and still misleads by a sixth.
        low, high = max(low, magnitude / _MISLEADING_LOW), min(high, magnitude / _MISLEADING_HIGH)
    return low, high


def _per_one(number: Quantity) -> Quantity:
    """Return a small amount as the ratio that it is where a text speaks of every euro: "1.84 euros of assets"."""
    small = number.unit in _MONEY and number.magnitude < _FEW
    return replace(number, unit="ratio") if small else number


def _with_unit(first: Quantity, second: Quantity) -> Quantity:
    """Return the lower end of a range in the unit, and where it is far smaller in the scale, of the upper end."""
    scale = Decimal(1)
    while first.magnitude and first.magnitude * scale * 1000 <= second.magnitude:
        scale *= 1000
    magnitude, place = first.magnitude * scale, first.place * scale
    low, high = _limits(magnitude, place, first.bound)
    return replace(first, magnitude=magnitude, place=place, unit=second.unit, low=low, high=high)


def _place(digits: str, *, loose: bool) -> Decimal:
    """Return the value of the last digit; of the last that is not 0 where a word before the number loosens it."""
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.split(".")[1]))
    zeros = len(digits) - len(digits.rstrip("0")) if loose and digits.strip("0") else 0
    return Decimal(1).scaleb(zeros)
