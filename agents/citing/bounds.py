"""Whether the words around a number make it a most or a least."""

import re
from typing import Literal

from agents.grounding.quantities import Quantity

Bound = Literal["", "most", "least"]

_MOST_WORDS = (
    r"at (?:the )?most|up to|(?:no|not)(?: be)? (?:more|later|longer) than|less than|shorter than|fewer than|below"
    r"|under|maximum(?: of)?|within|h[öo]chstens|bis zu"
    r"|nicht mehr als|weniger als|unter|innerhalb(?: von)?|binnen|maximal"
)
_LEAST_WORDS = (
    r"at (?:the )?least|more than|older than|longer than|larger than|above|over|beyond|exceed(?:s|ing)?"
    r"|not? less than|minimum(?: of)?|mindestens|mehr als|[üu]ber|oberhalb(?: von)?|ab"
)
_MOST, _LEAST = (
    re.compile(rf"\b(?:{words})\s*(?:of |by |nur |um )?$", re.IGNORECASE) for words in (_MOST_WORDS, _LEAST_WORDS)
)
_OR_MORE = re.compile(r"\s*(?:or (?:more|above|longer)|oder mehr)\b", re.IGNORECASE)
_OR_LESS = re.compile(r"\s*(?:or (?:less|below|fewer)|at (?:the )?most|oder weniger)\b", re.IGNORECASE)
_REACH = 30
"""Signs before a number in which a word that bounds it stands."""


def bound_of(text: str, number: Quantity) -> Bound:
    """Return how a number of the text bounds what it is said of."""
    before, after = text[max(0, number.start - _REACH) : number.start], text[number.end :]
    if _OR_MORE.match(after):
        return "least"
    if _OR_LESS.match(after) or _MOST.search(before) or number.bound == "under":
        return "most"
    return "least" if _LEAST.search(before) or number.bound == "over" else ""
