"""Hold comparisons of two subjects against their amounts: above the gross margin, faster than income."""

import re
from collections.abc import Iterator

from agents.grounding.fact import Fact
from agents.grounding.problems import Problem
from agents.grounding.reading import Reading
from agents.grounding.subjects import Subject

_ADVERB = r"(?:(?:well|far|slightly|just|much|clearly|still|more|significantly|a little) )?"
_MORE = (
    r"above|over|dearer than|costlier than|more expensive than|higher than|more than|greater than|larger than"
    r"|bigger than|exceed(?:s|ed|ing)?|surpass(?:es"
    r"|ed)?|outweigh(?:s|ed)?"
    r"|top(?:s|ped)|outstrip(?:s|ped)?|ahead of|in excess of"
)
_LESS = r"below|under|cheaper than|less expensive than|lower than|less than|smaller than|short of|behind|beneath"
_AMOUNTS = re.compile(
    rf"\b(?:(?P<more>{_MORE})|(?P<less>{_LESS}))\s+(?:(?:the|our|its|total|that of|those of) )*$", re.IGNORECASE
)
_PACES = re.compile(
    rf"\b(?P<verb>[a-z]+) {_ADVERB}(?:(?P<more>faster|quicker|stronger|more (?:quickly|strongly|sharply|steeply))"
    r"|(?P<less>slower|less (?:quickly|strongly|sharply|steeply)|more slowly)) than (?:(?:the|our|its|total"
    r"|that of|those of) )*$",
    re.IGNORECASE,
)
_OFFSETS = re.compile(
    r"\b(?P<more>more than )(?:offset|outweighed|compensated(?: for)?|made up(?: for)?"
    r"|covered) by (?:[^\d;,.]{0,40} )?$",
    re.IGNORECASE,
)
_ITS_CHANGE = re.compile(
    r"['’]?s? (?:budget|plan|variance|overrun|overspend|shortfall|deviation|difference|gap|increase|decrease)\b"
)
"""After a subject whose budget or variance is meant, not its amount: "exceeds the travel variance"."""
_NEAR = 80


def pair_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where one subject is set above, below or ahead of another and their figures say the opposite."""
    text = reading.sentence.text
    for mention in reading.mentions:
        lead = text[max(0, mention.start - _NEAR) : mention.start]
        for pattern, problem in ((_PACES, _pace_problem), (_OFFSETS, _offset_problem), (_AMOUNTS, _amount_problem)):
            match = pattern.search(lead)
            first = _first(reading, mention.start - len(lead) + match.start()) if match else None
            if match and first and first != mention.subject:
                is_its_change = pattern is _AMOUNTS and _ITS_CHANGE.match(text, mention.end)
                check = _variance_problem if is_its_change else problem
                why = check(reading, first, mention.subject, 1 if match["more"] else -1)
                if why:
                    yield mention.start - len(match[0]), mention.end, why
                break


def _first(reading: Reading, position: int) -> Subject | None:
    start = reading.sentence.break_before(position)
    before = reading.mentions_between(start, position)
    return before[-1].subject if before else None


def _amount_problem(reading: Reading, first: Subject, second: Subject, sign: int) -> str | None:
    one, other = _amount(reading, first), _amount(reading, second)
    if one is None or other is None or one.unit != other.unit or (one.value - other.value) * sign > 0:
        return None
    return f"this is the wrong way round: {one.text}, {other.text}"


def _variance_problem(reading: Reading, first: Subject, second: Subject, sign: int) -> str | None:
    """Compare a posting with the variances of an account: "JE-1042 exceeds the travel variance"."""
    one = _amount(reading, first)
    changes = [fact for fact in reading.facts.given if fact.subject == second and fact.kind == "change"]
    changes = [fact for fact in changes if one and one.is_document and fact.unit == one.unit]
    if not one or not changes or any((abs(one.value) - abs(fact.value)) * sign > 0 for fact in changes):
        return None
    return f"this is the wrong way round: {one.text}, {changes[0].text}"


def _pace_problem(reading: Reading, first: Subject, second: Subject, sign: int) -> str | None:
    """Compare the changes in percent that both subjects have to one basis."""
    changes = [fact for fact in reading.facts.changes if fact.unit == "percent"]
    pairs = [
        (one, other)
        for one in changes
        for other in changes
        if one.subject == first and other.subject == second and one.basis == other.basis and one.value * other.value > 0
    ]
    if not pairs or any((abs(one.value) - abs(other.value)) * sign > 0 for one, other in pairs):
        return None
    return f"this is the wrong way round: {pairs[0][0].text}, {pairs[0][1].text}"


def _offset_problem(reading: Reading, first: Subject, second: Subject, sign: int) -> str | None:
    """Compare the sizes of the changes that both subjects have to one basis."""
    pairs = [
        (one, other)
        for one in reading.facts.changes
        for other in reading.facts.changes
        if (one.subject, other.subject) == (first, second) and (one.basis, one.unit) == (other.basis, other.unit)
    ]
    if not pairs or any(abs(other.value) > abs(one.value) for one, other in pairs if one.unit != "percent"):
        return None
    return f"this is the wrong way round: {pairs[0][0].text}, {pairs[0][1].text}"


def _amount(reading: Reading, subject: Subject) -> Fact | None:
    found = [fact for fact in reading.facts.given if fact.subject == subject and fact.kind == "amount"]
    return max(found, key=lambda fact: fact.period, default=None)
