"""Measures beside those that the numbers of figures have: hours, distances, areas, pieces."""

import re

from agents.vocabulary.languages import fold

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


def measure_after(after: str) -> str:
    """Return the measure that the words after a number begin with, "" for none."""
    following = fold(after.lstrip(" -"))
    return next((name for name, pattern in _MEASURES if re.match(rf"(?:{pattern})\b", following)), "")


def is_measure(word: str) -> bool:
    """Tell whether a folded word is a measure of time, which its number is compared by."""
    return bool(_OF_TIME.fullmatch(word))
