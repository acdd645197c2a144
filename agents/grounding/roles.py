"""Which part a number plays where it stands: the amount itself, a budget, an earlier period, a change."""

import re
from collections.abc import Sequence

from agents.grounding.facts import Fact
from agents.grounding.periods import PeriodMention, known_interval
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

_BUDGET_WORD = r"\b(?:budget(?:s|ed)?|plan(?:s|ned)?|forecast|targets?)\b"
_NEAR_IT = r"[\s:]*(?:\b(?:of|was|were|is|at|stood|amounted|to|about|some|around|a|an|the|just|over|only|nearly|had|been)\b[\s]*)*\(?"
_BUDGET_BEFORE = re.compile(
    rf"(?:{_BUDGET_WORD}(?: (?:for|of) [^\W\d]+(?: [^\W\d]+)?)?(?=[:\s]+(?:of|was|were|is|at|stood|amounted|had)\b|:)|\b(?:budgeted|planned)\b)"
    rf"{_NEAR_IT}$",
    re.IGNORECASE,
)
_MET = re.compile(
    rf"\b(?:above|below|over|under|beat|beats|missed|exceeded|within|on|ahead of|behind|than) (?:the |its |their )?{_BUDGET_WORD}",
    re.IGNORECASE,
)
_BUDGET_AFTER = re.compile(
    r"\)?\s*(?:\(?(?:in the|of|as) (?:budget|plan)(?!\w)|\(?(?:budget|plan|forecast|target)\)|budgeted|planned|(?:was|were|had been|is|are) (?:budgeted|planned)"
    r"|(?:[^\W\d]+ )?budget\b)",
    re.IGNORECASE,
)
_PAST_WORD = (
    r"\b(?:last|prior|previous|earlier|before|ago|preceding|after|from|then|formerly|previously|same (?:period|month|quarter)|compared"
    r"|comparative|prior-year)\b"
)
_PAST_AFTER = re.compile(
    r"\)?\s*,?\s*\(?(?:(?:a|one|the) (?:year|month|quarter) (?:before|earlier|ago)|(?:in |for |of )?(?:the )?(?:same (?:month|period) )?(?:of )?(?:the )?(?:last|prior|previous|preceding)"
    r" (?:year|month|quarter|period)|(?:in |for )?the same (?:month|period|quarter)|previously|before\b|earlier\b|in the comparative)",
    re.IGNORECASE,
)
_COMPARING = re.compile(
    r"\b(?:against|versus|vs\.?|compared (?:with|to)|as against|than|from|after|on)\s+(?:the |a |an |about |around |some |roughly |just |over |that of )*\(?$",
    re.IGNORECASE,
)
_CHANGE_BEFORE = re.compile(
    r"\b(?:variances?|change|difference|movement|deviation|gap)\b[^,;:\d]{0,40}?(?:\b(?:of|was|were|is|at|to|came to|amounted to)\b|:)[\s(]*(?:about |some |only |just )?$",
    re.IGNORECASE,
)
_COMPARED_PERIOD = re.compile(
    r"\b(?:on|than|with|against|versus|vs\.?|to|since|over|from|that of|those of|after|before|until)\s+(?:the |that of |those of |that in )*$",
    re.IGNORECASE,
)
_NEAR = 80


def role_problem(reading: Reading, number: Quantity, candidates: Sequence[Fact]) -> str | None:
    """Say where a budget, an earlier amount or a change stands for another, or none of them is called what it is."""
    if all(fact.unit == "count" for fact in candidates):
        return None
    return (
        _demanded_problem(reading, number, candidates)
        or _period_problem(reading, number, candidates)
        or _unnamed_problem(reading, number, candidates)
    )


def _demanded_problem(reading: Reading, number: Quantity, candidates: Sequence[Fact]) -> str | None:
    text, first = reading.sentence.text, candidates[0]
    before = text[max(0, number.start - _NEAR) : number.start]
    after = text[number.end : number.end + _NEAR]
    is_budget = any(fact.basis == "budget" or fact.kind == "result" for fact in candidates)
    called = _BUDGET_BEFORE.search(before)
    if not is_budget and (
        (called and not _MET.search(before, called.start() - 20 if called.start() > 20 else 0))
        or _BUDGET_AFTER.match(after)
    ):
        return f"this is no budget: {first.text}"
    latest = reading.facts.latest
    if _PAST_AFTER.match(after) and not any(
        fact.kind in ("change", "result") or fact.basis not in ("", "budget") or fact.period < latest[fact.subject]
        for fact in candidates
    ):
        return f"this is not the figure of the period before: {first.text} for {first.period}"
    if _CHANGE_BEFORE.search(before) and all(fact.kind in ("amount", "base") for fact in candidates):
        return f"this is no difference but the amount itself: {first.text}"
    return None


def _unnamed_problem(reading: Reading, number: Quantity, candidates: Sequence[Fact]) -> str | None:
    """Say where every fact that a number can be is a budget or of an earlier period, and no word says so."""
    latest = reading.facts.latest
    if any(
        fact.kind in ("change", "result") or (fact.kind == "amount" and fact.period >= latest[fact.subject])
        for fact in candidates
    ):
        return None
    text, start = reading.sentence.text, reading.end_before(number)
    before, after = text[start : number.start], text[number.end : number.end + _NEAR]
    if _COMPARING.search(before):
        return None
    is_past = any(fact.basis != "budget" for fact in candidates)
    is_budget = any(fact.basis == "budget" for fact in candidates)
    dated = any(start <= period.start < number.start for period in reading.periods) or period_after(reading, number)
    if is_past and (dated or re.search(_PAST_WORD, before, re.IGNORECASE) or _PAST_AFTER.match(after)):
        return None
    if is_budget and (re.search(_BUDGET_WORD, before, re.IGNORECASE) or _BUDGET_AFTER.match(after)):
        return None
    first = candidates[0]
    return f"this is {first.text} for {first.period}, which the sentence does not say"


def period_after(reading: Reading, number: Quantity) -> PeriodMention | None:
    """Return the period that stands directly after a number: "12,000 in October 2025"."""
    for period in reading.periods:
        if number.end <= period.start <= number.end + _NEAR:
            between = reading.sentence.text[number.end : period.start]
            # "up 12 % on October 2025" compares; "12,500 on 14 October" dates.
            leads = (
                "in|for|at|of|as of|as at|at the end of|during" if period.day is None else "on|at|as of|as at|of|dated"
            )
            return period if re.fullmatch(rf"\)?\s*\(?(?:{leads})?\s*(?:the )?(?:month of )?", between) else None
    return None


def period_before(reading: Reading, number: Quantity) -> PeriodMention | None:
    """Return the period that leads to a number and is not another's: "In October 2025, income was 12,000"."""
    start = reading.end_before(number)
    inside = [period for period in reading.periods if start <= period.start < number.start]
    place = reading.place(number)
    taken = period_after(reading, reading.numbers[place - 1]) if place else None
    for period in reversed(inside):
        compared = _COMPARED_PERIOD.search(reading.sentence.text[max(0, period.start - 40) : period.start])
        if period != taken and not compared:
            return period
    return None


def _period_problem(reading: Reading, number: Quantity, candidates: Sequence[Fact]) -> str | None:
    mention = period_after(reading, number)
    if mention is None:
        text = reading.sentence.text[reading.end_before(number) : number.start]
        if _COMPARING.search(text):
            return None
        mention = period_before(reading, number)
        if mention is None or any(fact.kind in ("change", "result") for fact in candidates):
            return None
    intervals = [known_interval(fact.period) for fact in candidates]
    years = {day.year for interval in intervals if interval for day in interval}
    spoken = mention.intervals(years)
    for interval in intervals:
        if interval is None or any(interval[0] <= end and start <= interval[1] for start, end in spoken):
            return None
    return f"this is the figure of another period: {candidates[0].text} for {candidates[0].period}"
