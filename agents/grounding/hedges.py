"""Words before a number that loosen it: about, nearly, more than."""

import re
from typing import Literal

Bound = Literal["", "near", "under", "over"]

_HEDGES: tuple[tuple[Bound, str], ...] = (
    (
        "near",
        r"about|around|roughly|approximately|approx\.?|some|circa|ca\.?|c\.|~|≈|close to|an estimated|broadly"
        r"|near|or so"
        r"|in the region of|in the order of",
    ),
    (
        "under",
        r"nearly|almost|just under|just below|just short of|a little under|slightly under|slightly below"
        r"|slightly less than"
        r"|a little less than|just shy of|less than|under|below|at most|up to|no more than|not more than|not quite"
        r"|fewer than|a shade under",
    ),
    (
        "over",
        r"just over|just above|a little over|slightly over|slightly above|slightly more than|a little more than"
        r"|somewhat more than|well over|well above|more than|over|above|at least|no less than|not less than"
        r"|exceed(?:s|ed|ing)?|upwards of|in excess of|a shade over",
    ),
)
_HEDGE: dict[Bound, re.Pattern[str]] = {
    bound: re.compile(rf"(?<!\w)(?:{words})\s*$", re.IGNORECASE) for bound, words in _HEDGES
}


def bound_before(before: str) -> Bound:
    """Return how the words before a number loosen it; of two that fit ("no more than"), the longer."""
    bound: Bound = ""
    longest = 0
    for candidate, pattern in _HEDGE.items():
        match = pattern.search(before)
        if match and len(match[0]) > longest:
            bound, longest = candidate, len(match[0])
    return bound
