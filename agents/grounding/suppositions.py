"""Words that set a sentence's amounts apart from the books: what would have been, what remains after a deduction."""

import re

_SUPPOSED = re.compile(
    r"\b(?:would|could|might) (?:[a-z]+ )?(?:have|be|rise|fall|stand|come|go|amount|reach|drop|increase|decrease)\b"
    r"|(?:^|[,;.]\s)(?:had|were|should) (?!been\b)[^,;]*,|\b(?:but for|assuming)\b",
    re.IGNORECASE,
)
_COMBINED = re.compile(
    r"\b(?:after|adding|added|adds?|adjusted|apart|aside|before|besides|both|combined|deduct\w*|else"
    r"|everything|exclud\w*"
    r"|except|extra|if|less|leav(?:es?|ing)|left|mak(?:es?|ing) up|made up|account(?:s|ed)? for|concerns?"
    r"|minus|net of|not|other|others|otherwise|plus|remain\w*|remove\w*|rest"
    r"|should|strip\w*|subtract\w*|sum|take[ns]?|together|total|without|would)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\bhad (?:still )?been\b[^,;]*$", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:(?:a|one|the) (?:year|month|quarter) (?:before|earlier|ago)"
    r"|(?:last|previous|prior|preceding)[ -](?:year|month|quarter|¤+)"
    r"|at the (?:beginning|start|opening) of the (?:year|month|quarter))(?!\w)",
    re.IGNORECASE,
)
_SETS_AGAINST = re.compile(
    r"\b(?:on|than|with|against|versus|vs|to|since|over|from|after|before|above|below|beat|of)\s+"
    r"(?:(?:the|that of|same \w+(?: of| in)?) )*$",
    re.IGNORECASE,
)
_NEEDED = re.compile(
    r"\s+(?:[a-z]+ )?to (?:reach|meet|match|hit|keep|stay|attain|achieve|break|get|be)\b", re.IGNORECASE
)


def is_needed(text: str, position: int) -> bool:
    """Return whether what stands before a place is wanting and not a fact: "EUR 4,000 more to reach the budget"."""
    return bool(_NEEDED.match(text, position))


def looks_back(before: str) -> bool:
    """Return whether the words before a number and its direction speak of an earlier time: "it had been 4 % lower"."""
    earlier = any(not _SETS_AGAINST.search(before[: match.start()]) for match in _EARLIER.finditer(before))
    return earlier or bool(_BEFORE.search(before))


def supposes(text: str) -> bool:
    """Return whether a sentence says what would have been, so that its directions are not those of the books."""
    return bool(_SUPPOSED.search(text))


def combines(text: str) -> bool:
    """Return whether a sentence adds up or takes away: "excluding", "the remaining", "together"."""
    return bool(_COMBINED.search(text))
