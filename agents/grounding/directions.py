"""Words in a text that say which way something went, what it is compared with, or whether that was good."""

import re
from dataclasses import dataclass
from typing import Literal

from agents.grounding.direction_words import AFTER, WORDS, Grammar, Sign
from agents.grounding.suppositions import supposes

Basis = Literal["", "budget", "prior", "month", "quarter"]
"""What a change is measured against; prior is the same period a year before."""

_AFTER: tuple[tuple[Sign, re.Pattern[str]], ...] = tuple(
    (sign, re.compile(pattern, re.IGNORECASE)) for sign, pattern in AFTER
)
_VERDICT = re.compile(r"improve|better|worse", re.IGNORECASE)
_LEAD = re.compile(r"[\s)]*(?:or )?")
_LEAD_COMMA = re.compile(r",\s*(?=(?:above|below|over|under|higher|lower|better|worse)\b)")
_GOOD = re.compile(r"(?<![\w-])(favou?rabl[ey]|better than(?= (?:the )?(?:budget|plan)))", re.IGNORECASE)
_BAD = re.compile(
    r"\b(?:un|not )(favou?rabl[ey])|\b(adverse(?:ly)?|worse than(?= (?:the )?(?:budget|plan)))\b", re.IGNORECASE
)
_PAUSE = (
    r"(?:\s+(?:yet|have|has|be|been|again|further|any|a|an|significant|material|still|also|even|well|soon|then"
    r"|go|come|see|stay|keep|remain|end|finish|stayed|kept"
    r"|[a-z]+ly))*\s+$"
)
_CONDITION = re.compile(r"\b(?:if|unless|whether|once|until|in case|provided)\b[^,;:.]*$", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:without|may|might|could|would|should|must|can|will|shall|expects?|expected|to|if|whether|unless)" + _PAUSE,
    re.IGNORECASE,
)
_DENIED = re.compile(rf"(?:\b(?:not|no|never)|n['’]t){_PAUSE}|\b(?:neither|nor|none of)\b[^,;.]*$", re.IGNORECASE)
_NEAR = 60
"""This many characters before a word are read for what denies it or leaves it open."""
_COMPARED: tuple[tuple[Basis, re.Pattern[str]], ...] = (
    ("budget", re.compile(r"\b(?:budget(?:s|ed)?|plan(?:s|ned)?|forecast|targets?)\b", re.IGNORECASE)),
    (
        "month",
        re.compile(
            r"\b(?:(?:prior|previous|last|preceding) month|month (?:before|earlier)|a month ago|month[- ](?:on"
            r"|over)[- ]month"
            r"|m/m|mom)\b(?!['’]s (?:report|pack|close))",
            re.IGNORECASE,
        ),
    ),
    (
        "quarter",
        re.compile(
            r"\b(?:(?:prior|previous|last|preceding) quarter|quarter (?:before|earlier)|quarter[- ](?:on"
            r"|over)[- ]quarter"
            r"|q/q|qoq)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "prior",
        re.compile(
            r"\b(?:prior[- ]year|previous year|last year|preceding year|year (?:before|earlier|ago)"
            r"|years? ago|y/y|yoy|(?:last|previous|prior) ¤+|\b[PL]Y\b"
            r"|year[- ](?:on|over)[- ]year|same (?:period|month|quarter)|annual (?:growth|change|increase|rise))",
            re.IGNORECASE,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says up or down."""

    start: int
    end: int
    sign: Sign
    """0 for unchanged."""
    grammar: Grammar
    is_verdict: bool = False
    """Whether it says better or worse rather than more or less."""
    is_denied: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A word that says good or bad for the result."""

    start: int
    end: int
    favourable: bool


_LIMIT = re.compile(r" (?:the |our |its |their )?(?:materiality|thresholds?|limits?|tolerances?)\b", re.IGNORECASE)
"""After what is held against a limit, not against a figure: "three variances exceeded the materiality limit"."""


def directions(text: str) -> list[Direction]:
    """Return the direction words that state or deny something: not those wished for, expected or made conditional."""
    found: list[Direction] = []
    small = text.lower() if len(text.lower()) == len(text) else text  # "İ" becomes two letters
    for words in WORDS:
        for match in words.pattern.finditer(small):
            if not is_open(text, match.start()) and not _LIMIT.match(text, match.end()):
                denied = is_denied(text, match.start())
                found.append(Direction(*match.span(), words.sign, words.grammar, words.is_verdict, denied))
    chosen: list[Direction] = []
    for direction in sorted(found, key=lambda found: (found.start, -found.end)):
        if not chosen or direction.start >= chosen[-1].end:
            chosen.append(direction)
    return chosen


def direction_after(text: str, position: int) -> Direction | None:
    """Return the direction word that follows a number directly: "4,000 above", "12 % (4,000) lower", "3 % down"."""
    lead = _LEAD_COMMA.match(text, position) or _LEAD.match(text, position)
    for sign, pattern in _AFTER:
        match = pattern.match(text, lead.end() if lead else position)
        if match:
            return Direction(*match.span(), sign, "adjective", bool(_VERDICT.search(match[0])))
    return None


def judgements(text: str) -> list[Judgement]:
    """Return the words that call something favourable or unfavourable."""
    found: list[Judgement] = []
    for favourable, pattern in ((False, _BAD), (True, _GOOD)):
        for match in pattern.finditer(text):
            taken = any(other.start < match.end() and match.start() < other.end for other in found)
            if not taken and not is_open(text, match.start()) and not is_denied(text, match.start()):
                found.append(Judgement(*match.span(), favourable))
    return sorted(found, key=lambda judgement: judgement.start)


def compared_with(text: str) -> set[Basis]:
    """Return what a stretch of text compares with: the budget, an earlier period, both or nothing that it names."""
    return {basis for basis, pattern in _COMPARED if pattern.search(text)}


def is_open(text: str, position: int) -> bool:
    """Return whether the words before a place leave open what stands there: wished for, expected, conditional."""
    if supposes(text):
        return True
    before = _before(text, position)
    return bool(_OPEN.search(before) or _CONDITION.search(before))


def is_denied(text: str, position: int) -> bool:
    """Return whether the words before a place deny what stands there."""
    return bool(_DENIED.search(_before(text, position)))


def _before(text: str, position: int) -> str:
    return text[max(0, position - _NEAR) : position]
