"""Which part a number plays where it stands: the amount itself, a budget, an earlier period, a change."""

import re
from collections.abc import Container, Sequence

from agents.grounding.arithmetic import apart
from agents.grounding.dating import COMPARING, dated_before, period_after
from agents.grounding.directions import compared_with
from agents.grounding.facts import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

_PLAN = r"(?:budget(?:s|ed)?|plan(?:s|ned)?|forecast|targets?)"
_FORESEEN = (
    rf"(?:{_PLAN}|set aside|allowed|allotted|allocated|earmarked|approved|provided for|provision|foreseen|foresaw|foresees"
    r"|envisaged|assumed|estimated|expected|hoped|intended|supposed|meant|should)"
)
"""What may be said of a budget's amount, though not of it alone."""
_LINK = (
    r"(?:[:\s]|\b(?:of|was|were|is|at|stood|amounted|to|about|some|around|a|an|the|just|over|only|nearly"
    r"|had|been|for)\b)*\(?"
)
_BUDGET_BEFORE = re.compile(
    rf"(?:\b{_PLAN}(?: (?:for|of) [^\W\d]+(?: [^\W\d]+)?)?(?=[:\s]+(?:of|was|were|is|at|stood|amounted|had)\b|:)"
    rf"|\b(?:budgeted|planned)\b|[(,;]\s*{_PLAN}(?=\s)){_LINK}$",
    re.IGNORECASE,
)
_MET = re.compile(
    rf"\b(?:above|below|over|under|beat|beats|missed|exceeded|within|on|ahead of|behind|than) (?:the |its "
    rf"|their )?{_PLAN}\b|\bactual (?:vs\.?|versus|and|against|/) (?:the )?{_PLAN}:",
    re.IGNORECASE,
)
_NOT_ITS_NUMBER = r"(?!:?\s*(?:of |was |is |at )?(?:[A-Z]{3}|[€$£])?\s?\d)"
"""After words that name the next number, not the one before them."""
_BUDGET_AFTER = re.compile(
    rf"\)?\s*\(?(?:(?:in the|of|as|by) (?:the )?{_PLAN}|{_PLAN}\)|budgeted|planned"
    r"|(?:(?:that|which) )?(?:was|were|had been|has been|is|are) (?:originally )?(?:budgeted|planned)"
    rf"|(?:[^\W\d]+ )?budget)\b{_NOT_ITS_NUMBER}",
    re.IGNORECASE,
)
_PAST = r"(?:last|prior|previous|preceding)[ -](?:year|month|quarter|period)"
_EARLIER = r"(?:a|one|the) (?:year|month|quarter) (?:before|earlier|ago)"
_PAST_AFTER = re.compile(
    rf"\)?\s*\(?(?:{_EARLIER}|(?:in |for |of )?(?:the )?(?:same (?:month|period|quarter)(?: (?:of"
    rf"|in))? )?(?:the )?{_PAST}"
    rf"|(?:in |for )?the same (?:month|period|quarter)|previously|before|earlier"
    rf"|in the comparative)\b{_NOT_ITS_NUMBER}",
    re.IGNORECASE,
)
_PAST_LEAD = re.compile(
    rf"(?:^|(?<=, )|\b(?:in|for|of)\s+(?:the )?)(?:the )?(?:{_PAST}|{_EARLIER})\b(?!['’]s budget)[^\d]*$", re.IGNORECASE
)
_COMPARES = re.compile(
    r"\b(?:on|than|against|from|versus|vs|over|since|rose|fell|grew|up|down|above|below|higher|lower|more|less"
    r"|change)\b"
    r"|\bcompared\b|\brelative\b",
    re.IGNORECASE,
)
_PAST_WORD = re.compile(
    r"\b(?:last|prior|previous|earlier|before|ago|preceding|after|from|then|start|beginning|opening|opened"
    r"|formerly|previously|same (?:period|month|quarter)|both (?:years|months|quarters|periods)"
    r"|compared|comparative)\b",
    re.IGNORECASE,
)
_BUDGET_WORD = re.compile(rf"\b{_FORESEEN}\b", re.IGNORECASE)
_FORESEEN_AFTER = re.compile(
    rf"(?:(?!\b(?:versus|vs|against|compared|than|over|above|below|under|by)\b)[^,;.\d])*?\b{_FORESEEN}\b", re.IGNORECASE
)
_FORESAW = re.compile(
    rf"\b{_PLAN} (?:for [^\W\d]+ )?(?:had )?(?:expected|foresaw|foresees|foreseen|provided for|provides for|assumed|put|envisaged)"
    r" (?:an? |the )?[^,;.\d]{0,40}?(?:of|at) (?:EUR ?|USD ?|[€$£])?$",
    re.IGNORECASE,
)
_ACCORDING = re.compile(rf",? (?:according to|as per|under) (?:the |our )?{_PLAN}\b", re.IGNORECASE)
_ACTUAL = re.compile(
    r"\b(?:was|were|is|are|came|comes|cost|amount(?:s|ed)|reached|stood|stands|totalled|actual|actually|ended|closed|rose"
    r"|fell|grew|now|spent|exceeded|against|versus|than|compared|but|while|whereas)\b|;",
    re.IGNORECASE,
)
"""Between two numbers, what ends the row that the first one's words hold for."""
_TOLD = re.compile(rf"{_PAST_WORD.pattern}|{_BUDGET_WORD.pattern}|\b(?:year|had)\b|[,;:]", re.IGNORECASE)
_CHANGE_BEFORE = re.compile(
    r"\b(?:variances?|change|difference(?! between)|movement|deviation|gap(?! between))\b[^,;:\d]{0,40}?"
    r"(?:\b(?:of|was|were|is|at|to|came to|amounted to)\b|:)[\s(]*(?:about |some |only |just )?$",
    re.IGNORECASE,
)
_NEAR = 80


def role_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where a budget, an earlier amount or a change stands for another, or none of them is called what it is."""
    if all(fact.unit == "count" for fact in own):
        return None
    return (
        _demanded_problem(reading, number, own)
        or _past_problem(reading, number, own)
        or _unnamed_problem(reading, number, own)
    )


def _demanded_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where what is called a budget or a difference is none."""
    text, first = reading.sentence.text, own[0]
    before = text[max(0, number.start - _NEAR) : number.start]
    called = _BUDGET_BEFORE.search(before)
    met = called and _MET.search(before, max(0, called.start() - 20))
    called = (called and not met) or _FORESAW.search(before) or _ACCORDING.match(text, number.end)
    is_called_budget = called or _BUDGET_AFTER.match(text, number.end)
    if is_called_budget and not any(fact.basis == "budget" or fact.kind == "result" for fact in own):
        return f"this is no budget: {first.text}"
    if _CHANGE_BEFORE.search(before) and all(fact.kind in ("amount", "base") for fact in own):
        return f"this is no difference but the amount itself: {first.text}"
    return None


def _past_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where what is called last year's or last month's amount is another's."""
    text, start = reading.sentence.text, max(reading.end_before(number), number.start - _NEAR)
    after, lead = _PAST_AFTER.match(text, number.end), _PAST_LEAD.search(text[start : number.start])
    if lead and reading.place(number) and _PAST_AFTER.match(text, start):
        lead = None  # the words are the number's before this one
    if not after and (not lead or _COMPARES.search(text, start, number.start)):
        return None
    said = compared_with(after[0] if after else lead[0] if lead else "") - {"budget"}
    if any(_is_past(reading, fact, said) for fact in own):
        return None
    return f"this is not the figure of the period before: {own[0].text} for {own[0].period}"


def _is_past(reading: Reading, fact: Fact, said: Container[str]) -> bool:
    if fact.kind in ("change", "result"):
        return True
    basis = fact.basis or apart(reading.facts.latest[fact.subject], fact.period)
    return basis in said if said else basis not in ("", "budget")


def _row_start(reading: Reading, number: Quantity) -> int:
    """Return where the words begin that hold for a row of numbers: "the plan foresaw income of 12, expenses of 10"."""
    place, start = reading.place(number), reading.end_before(number)
    least = reading.sentence.break_before(number.start)
    while place and start > least and not _ACTUAL.search(reading.sentence.text, start, reading.numbers[place].start):
        place -= 1
        start = reading.end_before(reading.numbers[place])
    return start


def _unnamed_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where every fact that a number can be is a budget or of an earlier period, and no word says so."""
    latest, first = reading.facts.latest, own[0]
    for fact in own:
        is_now = not fact.basis and fact.period >= max(latest[subject] for subject in fact.parts or [fact.subject])
        if fact.kind == "change" or (fact.kind == "result" and len(fact.parts) < 2) or (fact.kind != "base" and is_now):
            return None
    if all(fact.kind == "result" for fact in own) and (_TOLD.search(reading.sentence.text) or reading.periods):
        return None
    text, start = reading.sentence.text, _row_start(reading, number)
    before = text[start : number.start]
    if COMPARING.search(text[reading.end_before(number) : number.start]):
        return None
    is_past = any(fact.basis != "budget" for fact in own)
    is_budget = any(fact.basis == "budget" for fact in own)
    if is_past and (
        (number.parenthesised and any(reading.is_year_before(period) for period in reading.periods))
        or dated_before(reading, number)
        or period_after(reading, number)
        or _PAST_WORD.search(before)
        or _PAST_AFTER.match(text, number.end)
    ):
        return None
    after = _BUDGET_AFTER.match(text, number.end) or _FORESEEN_AFTER.match(text, number.end)
    if is_budget and (_BUDGET_WORD.search(before) or after):
        return None
    return f"this is {first.text} for {first.period}, which the sentence does not say"
