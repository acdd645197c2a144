"""Hold the span that a sentence speaks of against the figures' periods: the quarter, the year to date, this month."""

import re
from collections.abc import Iterator

from agents.grounding.problems import Problem
from agents.grounding.reading import Reading

_SPANS = (
    (
        "quarter",
        re.compile(
            r"\b(?:(?:this|the (?:current|reported)|(?:in|for|during|of|closed|ended|end of|start of"
            r"|beginning of) the) quarter"
            r"(?:['’]s)?|the quarter['’]s|(?:same|(?:prior|previous)[- ]year) quarter|the quarter(?= (?:brought"
            r"|closed|ended|was|saw)\b)|quarterly)\b(?! (?:of|before|earlier|report|forecast|budget|plan|review)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "year",
        re.compile(
            r"\b(?:(?:for|in|during) the (?:full |whole |entire |financial |fiscal )?year|full[- ]year|(?:whole"
            r"|entire) year)\b"
            r"(?!['’]?s? ?(?:to|before|earlier|ago|budget|plan|forecast|target|outlook|under|ahead)\b)",
            re.IGNORECASE,
        ),
    ),
    (
        "YTD",
        re.compile(
            r"\byear[- ]to[- ]date\b|\bYTD\b"
            r"|\b(?:first|second) half(?: of (?:the year|20\d\d))?\b|\bhalf[- ]year\b"
            r"|\bso far this year\b|\bsince (?:the start of the year|January)\b"
            r"|\b(?:in|over|for|during|across) the (?:first|last|past) (?:\d{1,2}|two|three|four|five|six|seven"
            r"|eight|nine|ten"
            r"|eleven|twelve) (?:months|weeks|quarters)\b",
            re.IGNORECASE,
        ),
    ),
    ("week", re.compile(r"\b(?:this|(?:in|for|during) the) week(?:['’]s)?\b", re.IGNORECASE)),
)
_LABELS = (
    ("YTD", re.compile("YTD")),
    ("quarter", re.compile("Q")),
    ("year", re.compile(r"(?:FY ?)?\d{4}$")),
    ("week", re.compile("W")),
)

_SPOKEN = frozenset(["quarter", "quarterly", "year", "ytd", "january", "month", "week"])


def span_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where an amount is said to be of a quarter, a year or the year to date and no figure is of such a span."""
    if not reading.numbers or not reading.spoken & _SPOKEN:
        return
    labels = {fact.period for fact in reading.facts.given}
    known = {span for span, pattern in _LABELS for label in labels if pattern.match(label) or pattern.search(label)}
    for span, pattern in _SPANS:
        match = None if span in known else pattern.search(reading.sentence.original)
        if match:
            place = match.start()
            near = min(reading.numbers, key=lambda number: abs(number.start - place))
            why = f"no figure is of such a span: they are of {', '.join(sorted(labels)[-3:])}"
            yield min(match.start(), near.start), max(match.end(), near.end), why
