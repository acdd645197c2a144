"""The stretches of a text that state nothing of their own, quotations, ids and labels: blanked before it is read."""

import re

from agents.grounding.evidence import Evidence

BLANK = "¤"
"""Neither letter, digit nor space, so that no pattern reads across it."""

_QUOTED = re.compile(r"“([^“”]*)”|\"([^\"]*)\"")
_SPAN = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
_LABELS = re.compile(
    r"^\s*\d{1,2}[.)](?=\s)"
    r"|\b(?:page|section|note|round|revision|version|step|appendix|table|item|part|chapter)s? \d{1,3}\b"
    rf"|\b(?:last|past|previous|prior|next|first|coming|trailing|every) (?:\d{{1,3}}|{_SPAN})"
    r" (?:days|weeks|months|quarters|years)\b"
    rf"|\b(?:\d{{1,3}}|{_SPAN})-(?:day|week|month|quarter|year)\b"
    rf"|\b(?:\d{{1,3}}|{_SPAN}) (?:days|weeks|months|quarters|years)(?= (?:ago|earlier|before|later|back)\b)"
    r"|\b(?:over|within) (?:12|twelve) months\b|\b52/53-week\b",
    re.IGNORECASE | re.MULTILINE,
)
_STANDARDS = re.compile(
    r"\b(?:IFRS|IAS|IFRIC|ISO|ASC|FAS|SOX|GAAP|HGB|FRS|DIN|EN)(?: section)? ?\d+(?:[:-]\d+)?\b|§+ ?\d+\w*"
)
_ORDINALS = re.compile(r"\b\d{1,2}(?:st|nd|rd|th)\b", re.IGNORECASE)
_AMOUNT_BEFORE = re.compile(
    r"(?:[€$£¥+−-]|\b(?:EUR|USD|GBP|CHF|JPY|by|to|was|were|is|are|reached|totalled|about|around|from|at))\s*$",
    re.IGNORECASE,
)
_AMOUNT_AFTER = re.compile(
    r"[ \u00a0]?(?:%|per ?cent|(?:k|m|mn|bn)\b|million|thousand|billion|[€$£]|(?:EUR|USD|GBP|CHF"
    r"|JPY)\b(?! ?\d)|[.,]\d)"
)


def masked(text: str, evidence: Evidence) -> str:
    """Return the text, as long as before, with everything blanked that may stand in it as it is."""
    text = _QUOTED.sub(lambda match: _blank_quotation(match, evidence), text)
    names = [*evidence.references, *_codes(" ".join(figure.name for figure in evidence.figures))]
    names += [figure.period for figure in evidence.figures if "P" in figure.period]  # fiscal periods: "2026-P10"
    names += [name for statement in evidence.statements for name in (statement.strip(), *_tokens(statement))]
    text = _without_names(text, names)
    for pattern in (_LABELS, _STANDARDS):
        text = pattern.sub(_blank, text)
    return text


def without_ordinals(text: str) -> str:
    """Return the text with "2nd" and "15th" blanked: to be called when dates have been read."""
    return _ORDINALS.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return BLANK * len(match[0])


def _blank_quotation(match: re.Match[str], evidence: Evidence) -> str:
    inner = match[1] if match[1] is not None else match[2]
    words = _spaced(inner).removesuffix("…").strip().rstrip(".,;")
    known = (*evidence.quotations, *evidence.statements, *evidence.references)
    return BLANK * len(match[0]) if any(words in _spaced(text) for text in known) else match[0]


def _spaced(text: str) -> str:
    return " ".join(text.replace("“", '"').replace("”", '"').split())


def _without_names(text: str, names: list[str]) -> str:
    """Return the text with every name blanked, the longest first; a bare number stays where an amount would stand."""
    held = {name for name in names if name.strip() and not (name.isalpha() and len(name) < 3) and name in text}
    if not held:
        return text
    longest_first = "|".join(re.escape(name) for name in sorted(held, key=len, reverse=True))
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,])(?:{longest_first})(?!\w)")
    return pattern.sub(lambda match: match[0] if _reads_as_amount(match, match[0]) else _blank(match), text)


def _reads_as_amount(match: re.Match[str], name: str) -> bool:
    """Return whether a bare number that is also an id stands where an amount does: after "was", before "EUR"."""
    if not name.isdigit():
        return False
    rest = match.string[match.end() :]
    named = re.match(r" [A-Z]", rest) and not _AMOUNT_AFTER.match(rest)
    return bool(_AMOUNT_AFTER.match(rest) or (_AMOUNT_BEFORE.search(match.string[: match.start()]) and not named))


def _codes(text: str) -> list[str]:
    """Return the words of figures' names that hold a digit: account codes, ids."""
    return [word for word in re.findall(r"[\w./-]+", text) if any(sign.isdigit() for sign in word)]


def _tokens(text: str) -> list[str]:
    """Return the words of a statement that hold a digit, with and without the punctuation around them."""
    words = [word for word in text.split() if any(sign.isdigit() for sign in word)]
    return words + [word.strip("()[]“”\"'.,;:") for word in words]
