"""Ways out of a draft that are findings: those that no record gives as a name.

An agent has no reason to write any of them, but a text from outside may have asked it to. Names that the author was
given, such as "Booking.com", may stand.
"""

from agents.contacts import GIVEN_AS_NAMES, hidden_signs, ways_out
from agents.grounding.evidence import Evidence

_WHY = {
    "link": "a link",
    "mail": "a mail address",
    "domain": "a web address",
    "iban": "a bank account",
    "phone": "a telephone number",
    "markup": "markup",
    "run": "a coded run of characters",
}


def contact_findings(text: str, evidence: Evidence) -> list[tuple[int, int, str]]:
    """Return start, end (exclusive) and reason of each way out of `text` that is no name among its author's records."""
    given = [*evidence.references, *(figure.name for figure in evidence.figures)]
    names = [name for name in given if "@" not in name and "://" not in name]
    found = [
        (start, end, f"{_WHY[kind]} that no record gives as a name: leave it out")
        for kind, start, end in ways_out(text)
        if kind not in GIVEN_AS_NAMES or not any(text[start:end] in name for name in names)
    ]
    return found + [
        (at, at + 1, f"an invisible character (U+{ord(sign):04X}): leave it out") for at, sign in hidden_signs(text)
    ]
