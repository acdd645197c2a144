"""Numbers in a text: each with the values it can stand for as written, its unit, and how it was rounded."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

Bound = Literal["", "near", "under", "over"]

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:[\u00a0\u202f\u2009' ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CODES = (
    "EUR|USD|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|CAD|AUD|NZD|INR|BRL|MXN|ZAR|SGD|HKD|KRW|KWD|BHD|AED"
    "|SAR|ILS|THB"
)
_PREFIX = rf"(?-i:{_CODES})[ \u00a0]?|US\$ ?|[€$£¥] ?"
_SCALES = {
    "k": 3, "thousand": 3, "m": 6, "mn": 6, "mln": 6, "million": 6, "bn": 9, "billion": 9, "tn": 12, "trillion": 12,
}  # fmt: skip
_SCALE = r"[ \u00a0]?(?:k|m|mn|mln|bn|tn|K|M|MN|BN|Mn|Bn)(?![\w])|[ -](?:thousand|million|billion|trillion)\b"
_UNITS = (
    (r"%|per ?cent\b", "percent"),
    (r"percentage[ -]points?\b|pp\b|points?\b", "points"),
    (r"basis[ -]points?\b|bps?\b", "basis points"),
    (r"days?\b", "days"),
    (r"months?\b", "months"),
    (r"weeks?\b", "weeks"),
    (r"years?\b", "years"),
    (r"x\b|×|times\b|:1\b", "ratio"),
    (r"euros?\b", "EUR"),
    (r"dollars?\b", "USD"),
    (r"pounds?\b", "GBP"),
    (rf"(?-i:{_CODES})\b", ""),
    (r"€", "EUR"),
    (r"\$", "USD"),
    (r"£", "GBP"),
)
_SYMBOLS = {"€": "EUR", "$": "USD", "US$": "USD", "£": "GBP", "¥": "JPY"}
_SUFFIX = "|".join(rf"(?P<u{number}>{pattern})" for number, (pattern, _) in enumerate(_UNITS))
_UP_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: value for value, word in enumerate(_UP_TO_TWENTY.split())} | {
    word: value * 10 for value, word in enumerate(_TENS.split(), 3)
}
_ONES = "|".join(_UP_TO_TWENTY.split()[1:10])
_SPELLED = rf"(?:twenty|{'|'.join(_TENS.split())})-(?:{_ONES})|{'|'.join(sorted(_WORDS, key=len, reverse=True))}"
_QUANTITY = re.compile(
    rf"(?<![\w.])(?P<open>\()?(?P<minus>[−–-](?=[\w€$£¥])|minus |plus |\+)?(?P<prefix>{_PREFIX})?(?P<minus2>[−-])?"
    rf"(?:(?P<number>{_NUMBER})(?![\d])(?![.,]\d)|(?P<spelled>\b(?:{_SPELLED})\b))"
    rf"(?P<scale>{_SCALE})?(?:[ \u00a0-]?(?:{_SUFFIX}))?(?P<close>\))?",
    re.IGNORECASE,
)
_HEDGES: tuple[tuple[Bound, str], ...] = (
    ("near", r"about|around|roughly|approximately|approx\.?|some|circa|ca\.?|c\.|~|≈|close to|an estimated"),
    (
        "under",
        r"nearly|almost|just under|just below|less than|under|below|at most|up to|no more than|not quite|fewer than",
    ),
    ("over", r"just over|just above|more than|over|above|at least|no less than|exceed(?:s|ed|ing)?|upwards of"),
)
_HEDGE: dict[Bound, re.Pattern[str]] = {
    bound: re.compile(rf"(?:{words})\s*$", re.IGNORECASE) for bound, words in _HEDGES
}


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

    def holds(self, value: Decimal) -> bool:
        """Return whether the magnitude of `value`, rounded as written, is this number."""
        true = abs(value)
        if self.bound == "under":
            return self.magnitude - self.place <= true <= self.magnitude
        if self.bound == "over":
            return self.magnitude <= true < self.magnitude + self.place
        if abs(true - self.magnitude) > self.place / 2:
            return False
        # "1 m" for 1,184,220 rounds as written and still misleads by a sixth.
        return self.place < 1000 or abs(true - self.magnitude) * 10 <= true


def quantities(text: str) -> list[Quantity]:
    """Return the numbers of a text in their order; a range such as "10 to 12 %" gives its unit to both ends."""
    found = [_quantity(match, text) for match in _QUANTITY.finditer(text)]
    for number in range(len(found) - 2, -1, -1):
        first, second = found[number], found[number + 1]
        between = text[first.end : second.start]
        if not first.unit and second.unit and re.fullmatch(r"\s?(?:–|-|to)\s?", between):
            found[number] = _with_unit(first, second)
    return found


def _quantity(match: re.Match[str], text: str) -> Quantity:
    scale = 10 ** _SCALES[match["scale"].strip(" -\u00a0").lower()] if match["scale"] else 1
    digits = (
        re.sub(r"[,\u00a0\u202f\u2009' ]", "", match["number"]) if match["number"] else str(_spelled(match["spelled"]))
    )
    bound = _bound(text[: match.start()])
    minus = (match["minus"] or "").strip().lower() in ("−", "–", "-", "minus") or bool(match["minus2"])
    start, end = match.span()
    alone = bool(match["open"] and match["close"])
    factor = Decimal(1)
    unit = _unit(match)
    if unit == "basis points":
        unit, factor = "points", Decimal("0.01")
    return Quantity(
        start=start + (1 if match["open"] and not alone else 0),
        end=end - (1 if match["close"] and not alone else 0),
        magnitude=Decimal(digits) * scale * factor,
        place=_place(digits, loose=bool(bound)) * scale * factor,
        unit=unit,
        sign=-1 if minus else 1 if match["minus"] else 0,
        parenthesised=alone,
        bound=bound,
        spelled=bool(match["spelled"]),
    )


def _with_unit(first: Quantity, second: Quantity) -> Quantity:
    """Return the lower end of a range in the unit, and where it is far smaller in the scale, of the upper end."""
    scale = Decimal(1)
    while first.magnitude and first.magnitude * scale * 1000 <= second.magnitude:
        scale *= 1000
    return replace(first, magnitude=first.magnitude * scale, place=first.place * scale, unit=second.unit)


def _place(digits: str, *, loose: bool) -> Decimal:
    """Return the value of the last digit; of the last that is not 0 where a word before the number loosens it."""
    if "." in digits:
        return Decimal(1).scaleb(-len(digits.split(".")[1]))
    zeros = len(digits) - len(digits.rstrip("0")) if loose and digits.strip("0") else 0
    return Decimal(1).scaleb(zeros)


def _bound(before: str) -> Bound:
    """Return how the words before a number loosen it; of two that fit ("no more than"), the longer."""
    bound: Bound = ""
    longest = 0
    for candidate, pattern in _HEDGE.items():
        match = pattern.search(before[-24:])
        if match and len(match[0]) > longest:
            bound, longest = candidate, len(match[0])
    return bound


def _unit(match: re.Match[str]) -> str:
    prefix = (match["prefix"] or "").strip(" \u00a0").upper()
    if prefix:
        return _SYMBOLS.get(prefix, prefix)
    for number, (_, unit) in enumerate(_UNITS):
        if match[f"u{number}"]:
            return unit or match[f"u{number}"].upper()
    return ""


def _spelled(words: str) -> int:
    return sum(_WORDS[word] for word in words.lower().split("-"))
