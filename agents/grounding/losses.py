"""Words of direction that are said of a loss: it grows as the result falls."""

import re

from agents.grounding.outline import Outline

_LOSS = re.compile(r"\b(?:loss|lost|deficit)\b", re.IGNORECASE)
_OF_LOSS = re.compile(r" (?:in |of )?(?:the |a )?(?:net )?loss\b", re.IGNORECASE)


def is_of_loss(outline: Outline, start: int, end: int) -> bool:
    """Return whether the direction word from `start` to `end` (exclusive) is said of a loss named beside it."""
    text = outline.sentence.text
    before = list(_LOSS.finditer(text, outline.sentence.break_before(start), start))
    is_before = bool(before) and not outline.mentions_between(before[-1].end(), start)
    return is_before or bool(_OF_LOSS.match(text, end))
