"""Words in a text that say which way something went, or whether that was good."""

import re
from dataclasses import dataclass
from typing import Literal

Basis = Literal["", "budget", "prior"]
Grammar = Literal["verb", "noun", "adjective"]

_PLANS = r"(?:the |its |their |our |this )?(?:annual |monthly |approved )?(?:budget|plan|forecast|target)"
_BASES = (
    rf"(?:{_PLANS}|(?:the |last )?(?:prior|previous|year before|same period|year\b(?! to)|month before|quarter before))"
)
_TOWARDS = (
    r"(?= (?:by|on|from|against|versus|compared|sharply|slightly|to)\b| ?[\d€$£(]"
    r"| (?:EUR|USD|GBP|CHF|about|around|some|roughly|nearly|almost) ?\d?)"
)
_WORDS: tuple[tuple[Literal[-1, 1], Grammar, str], ...] = (
    (
        1,
        "verb",
        r"rose|risen|increased|grew|grown|climbed|"
        r"gained|jumped|surged|expanded|widened|strengthened|went up|exceeded|exceeds"
        r"|topped|overspent|overran",
    ),
    (
        -1,
        "verb",
        r"fell|fallen|decreased|declined|dropped|"
        r"shrank|shrunk|slipped|sank|narrowed|weakened|eased|contracted|plunged|went down"
        r"|undershot|underspent|missed",
    ),
    (1, "verb", rf"(?<!follow)(?<!set )(?<!made )up{_TOWARDS}"),
    (-1, "verb", rf"down{_TOWARDS}"),
    (1, "verb", rf"above(?= {_BASES})|over(?= {_PLANS})|ahead of|in excess of|more than(?= {_BASES})"),
    (-1, "verb", rf"(?:below|less than|behind)(?= {_BASES})|under(?= {_PLANS})|short of"),
    (1, "noun", r"increases?|rise|growth|uplift|overspend|overrun|upturn"),
    (-1, "noun", r"decreases?|decline|drop|reduction|fall(?! due)|shortfall|underspend|downturn"),
    (1, "adjective", r"higher|greater"),
    (-1, "adjective", r"lower"),
)
_PATTERNS: tuple[tuple[Literal[-1, 1], Grammar, re.Pattern[str]], ...] = tuple(
    (sign, grammar, re.compile(rf"\b(?:{words})\b" if "?=" not in words else rf"\b(?:{words})", re.IGNORECASE))
    for sign, grammar, words in _WORDS
)
_AFTER: tuple[tuple[Literal[-1, 1], re.Pattern[str]], ...] = (
    (
        1,
        re.compile(
            rf"(?:up|above|ahead|higher|greater|more(?! (?:posting|invoice|entr|customer))|over(?= {_PLANS}))\b",
            re.IGNORECASE,
        ),
    ),
    (
        -1,
        re.compile(
            rf"(?:down|below|lower|fewer|short of|behind|less(?! (?:[\d€$£]|EUR|USD|GBP))|under(?= {_PLANS}))\b",
            re.IGNORECASE,
        ),
    ),
)
_GOOD = re.compile(r"\b(favou?rabl[ey]|better than(?= (?:the )?(?:budget|plan)))", re.IGNORECASE)
_BAD = re.compile(r"\b(unfavou?rabl[ey]|adverse(?:ly)?|worse than(?= (?:the )?(?:budget|plan)))\b", re.IGNORECASE)
_NOT_MEANT = re.compile(
    r"\b(?:not|no|never|neither|without|nor|may|might|could|would|should|can|will|shall|expects?|expected|to|if|whether|unless|n't)"
    r"(?:\s+(?:yet|have|has|be|been|again|further|any|a|an|significant|material))*\s+$",
    re.IGNORECASE,
)
_BUDGET = re.compile(r"\b(?:budget(?:ed)?|plan(?:ned)?|forecast|target)\b", re.IGNORECASE)
_PRIOR = re.compile(
    r"\b(?:prior|previous|last|year before|year earlier|year ago|year on year|year-on-year|month before)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Direction:
    """A word that says up or down."""

    start: int
    end: int
    sign: Literal[-1, 1]
    grammar: Grammar


@dataclass(frozen=True, slots=True)
class Judgement:
    """A word that says good or bad for the result."""

    start: int
    end: int
    favourable: bool


def directions(text: str) -> list[Direction]:
    """Return the direction words that state something: not those denied, wished for, expected or made conditional."""
    found = [
        Direction(*match.span(), sign, grammar)
        for sign, grammar, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if not _NOT_MEANT.search(text[: match.start()])
    ]
    return sorted(found, key=lambda direction: direction.start)


def direction_after(text: str, position: int) -> Direction | None:
    """Return the direction word that follows a number directly: "4,000 above", "12 % (4,000) lower", "3 % down"."""
    lead = re.compile(r"[\s,]*(?:or )?").match(text, position)
    for sign, pattern in _AFTER:
        match = pattern.match(text, lead.end() if lead else position)
        if match:
            return Direction(*match.span(), sign, "adjective")
    return None


def judgements(text: str) -> list[Judgement]:
    """Return the words that call something favourable or unfavourable."""
    found = [
        Judgement(*match.span(), False) for match in _BAD.finditer(text) if not _NOT_MEANT.search(text[: match.start()])
    ]
    found += [
        Judgement(*match.span(), True)
        for match in _GOOD.finditer(text)
        if not _NOT_MEANT.search(text[: match.start()]) and not text[: match.start()].lower().endswith("un")
    ]
    return sorted(found, key=lambda judgement: judgement.start)


def compared_with(text: str) -> set[Basis]:
    """Return what a stretch of text compares with: the budget, an earlier period, both or nothing that it names."""
    named: tuple[tuple[Basis, re.Pattern[str]], ...] = (("budget", _BUDGET), ("prior", _PRIOR))
    return {basis for basis, pattern in named if pattern.search(text)}


def basis(text: str) -> Basis:
    """Return the one basis that a stretch of text compares with; "" where it names none or both."""
    found = compared_with(text)
    return next(iter(found)) if len(found) == 1 else ""
