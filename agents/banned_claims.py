"""Claims that no text of an agent may make, whatever its figures: assurance, forecasts, praise, blame, authority."""

import re
from collections.abc import Iterator

from agents.quotations import own_words

_BANNED: tuple[tuple[str, str], ...] = (
    (
        r"\b(?:audited|certified|guarantee[ds]?|true and fair|free (?:of|from) (?:any )?(?:material )?"
        r"(?:errors?|misstatements?)|(?:in accordance|compl(?:y|ies|iant)) with (?:IFRS|GAAP|HGB|the law))\b",
        "an assurance that only an auditor gives: take it out.",
    ),
    (
        r"\b(?:(?:we|management|the company) (?:expects?|anticipates?|believes?|(?:is|are) confident)"
        r"|(?:is|are) (?:expected|set|likely|bound|forecast) to|going forward"
        r"|will (?:\w+ly )?(?:continue|improve|recover|increase|decrease|rise|fall|grow|remain|reverse|return"
        r"|normali[sz]e))\b",
        "a claim about the future that no figure bears out: say what happened, or quote who said it.",
    ),
    (
        r"\b(?:excellent|outstanding (?:result|performance|month)|impressive(?:ly)?|stellar|superb|world-class"
        r"|remarkabl[ey]|unprecedented|record-breaking|disappointing(?:ly)?|alarming(?:ly)?|terribl[ey])\b",
        "praise or alarm instead of a figure: say the figure.",
    ),
    (
        r"\b(?:fraud(?:ulent(?:ly)?)?|embezzle\w*|negligen(?:t|tly|ce)|mismanage\w*|careless(?:ly|ness)?"
        r"|deliberately|intentionally|on purpose)\b",
        "it speaks of people's intentions or guilt: say what was booked.",
    ),
    (
        r"\b(?:(?:already|hereby|has been|have been|is|are|was|were) (?:pre-)?approved|signed off|cleared for release"
        r"|no (?:further )?(?:review|approval|check)s? (?:is |are )?(?:needed|required|necessary))\b",
        "it speaks as if a decision had been taken: only people decide, at the gate.",
    ),
)
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), why) for pattern, why in _BANNED)


def banned_claims(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of each banned claim in `text` and why it is one; what stands in quotation marks is nobody's
    claim.
    """
    own = own_words(text)
    for pattern, why in _PATTERNS:
        for match in pattern.finditer(own):
            yield match[0], why
