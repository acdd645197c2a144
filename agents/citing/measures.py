"""What the words around a number make of it: a measure such as hours or pieces, a most or a least."""

import re
from typing import Literal

from agents.grounding.quantities import Quantity
from agents.vocabulary.languages import fold

Bound = Literal["", "most", "least"]
_MEASURES = (
    ("hours", "hours?|stunden?"),
    ("minutes", "minutes?|minuten?"),
    ("seconds", "seconds?|sekunden?"),
    ("kilometres", "kilomet(?:re|er)s?|km"),
    ("square metres", "square met(?:re|er)s?|quadratmetern?|m2|m²"),
    ("metres", "met(?:re|er)s?|metern?"),
    ("decibels", "decibels?|dezibel|db"),
    ("kWh", "kilowatt-?hours?|kwh|kilowattstunden?"),
    ("pieces", "pieces?|units?|stucke?"),
    ("kilograms", "kilograms?|kilogramm|kg"),
    ("people", "people|persons?|personen"),
)
_OF_TIME = re.compile("|".join(pattern for _, pattern in _MEASURES[:3]))
_MOST_WORDS = (
    r"at (?:the )?most|up to|(?:no|not)(?: be)? (?:more|later|longer) than|less than|shorter than|fewer than|lower than"
    r"|below|under|maximum(?: of)?|within|h[öo]chstens|bis zu|nicht mehr als|weniger als|unter|innerhalb(?: von)?"
    r"|binnen|maximal"
)
_LEAST_WORDS = (
    r"at (?:the )?least|more than|older than|longer than|larger than|higher than|above|over|beyond|exceed(?:s|ing)?"
    r"|not? (?:less|fewer) than|minimum(?: of)?|mindestens|mehr als|[üu]ber|oberhalb(?: von)?|ab"
)
_NEAR_WORDS = "about|around|approximately|nearly|almost|ca\\.?|rund|etwa"
_MOST, _LEAST, _ANY = (
    re.compile(rf"\b(?:{words})\s*(?:of |by |nur |um )?$", re.IGNORECASE)
    for words in (_MOST_WORDS, _LEAST_WORDS, f"{_MOST_WORDS}|{_LEAST_WORDS}|{_NEAR_WORDS}")
)
_OR_MORE = re.compile(r"\s*(?:or (?:more|above|longer)|oder mehr)\b", re.IGNORECASE)
_OR_LESS = re.compile(r"\s*(?:or (?:less|below|fewer)|at (?:the )?most|oder weniger)\b", re.IGNORECASE)
_REACH = 30
"""Signs before a number in which a word that bounds it stands."""


def measure_after(after: str) -> str:
    """Return the measure that the words after a number begin with, "" for none."""
    following = fold(after.lstrip(" -"))
    return next((name for name, pattern in _MEASURES if re.match(rf"(?:{pattern})\b", following)), "")


def is_measure(word: str) -> bool:
    """Tell whether a folded word is a measure of time, which its number is compared by."""
    return bool(_OF_TIME.fullmatch(word))


def bound_of(text: str, number: Quantity) -> Bound:
    """Return how a number of the text bounds what it is said of."""
    before, after = text[max(0, number.start - _REACH) : number.start], text[number.end :]
    if _OR_MORE.match(after):
        return "least"
    if _OR_LESS.match(after) or _MOST.search(before) or number.bound == "under":
        return "most"
    return "least" if _LEAST.search(before) or number.bound == "over" else ""


def without_bounds(text: str, number: Quantity) -> str:
    """Return the text, as long as before, with the words that bound or loosen a number blanked."""
    after = _OR_MORE.match(text, number.end) or _OR_LESS.match(text, number.end)
    for match in (_ANY.search(text[: number.start]), after):
        if match:
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
    return text
