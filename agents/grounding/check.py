"""The grounding check: every number, date and direction word of a text is found among its author's figures."""

import re
from collections.abc import Iterator
from datetime import date

from agents.grounding.claims import claim_problems
from agents.grounding.contacts import contact_findings
from agents.grounding.evidence import Evidence, Finding
from agents.grounding.facts import Facts, facts_of
from agents.grounding.masks import BLANK, masked
from agents.grounding.numbers import number_problem
from agents.grounding.periods import PeriodMention, is_known, known_interval, period_mentions
from agents.grounding.reading import Reading
from agents.grounding.sentences import Sentence, sentences

_ID = re.compile(r"(?<!\w)(?!(?:EUR|USD|GBP|CHF|JPY)\d)[A-Z]{1,6}[-/]?\d{2,}[\w/-]*")


def findings(text: str, evidence: Evidence) -> tuple[Finding, ...]:
    """Return each stretch of `text` that `evidence` does not bear out, in its order; empty for a grounded text.

    A number counts as found when a figure of the same unit has its value, rounded as written ("about 1.2 m" for
    1,184,220), or when the difference or ratio of two figures that the sentence names has it. Direction words follow
    the sign of the change they speak of; "above" is actual over base.
    """
    facts = facts_of(evidence.figures)
    blanked = masked(text, evidence)
    found: list[tuple[int, int, str]] = contact_findings(text, evidence)
    periods = period_mentions(blanked)
    found += _unknown_periods(periods, evidence)
    for period in periods:
        blanked = _blank(blanked, period.start, period.end)
    for match in list(_ID.finditer(blanked)):
        found.append((*match.span(), "this id is not among those given"))
        blanked = _blank(blanked, *match.span())
    for sentence in sentences(text, blanked):
        found += [
            (start + sentence.start, end + sentence.start, why)
            for start, end, why in _in_sentence(sentence, facts, periods)
        ]
    return tuple(Finding(start=start, end=end, quote=text[start:end], why=why) for start, end, why in sorted(found))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + BLANK * (end - start) + text[end:]


def _unknown_periods(periods: list[PeriodMention], evidence: Evidence) -> Iterator[tuple[int, int, str]]:
    labels = [figure.period for figure in evidence.figures] + list(evidence.references)
    known: list[tuple[date, date]] = [interval for label in labels if (interval := known_interval(label))]
    for statement in evidence.statements:
        known += [interval for mention in period_mentions(statement) for interval in mention.intervals(set())]
    for period in periods:
        if not is_known(period, known):
            yield period.start, period.end, "no figure and no posting is of this date or period"


def _in_sentence(sentence: Sentence, facts: Facts, periods: list[PeriodMention]) -> Iterator[tuple[int, int, str]]:
    end = sentence.start + len(sentence.text)
    inside = tuple(_moved(period, sentence.start) for period in periods if sentence.start <= period.start < end)
    reading = Reading(sentence, facts, inside)
    for number in reading.numbers:
        why = number_problem(reading, number)
        if why:
            yield number.start, number.end, why
    yield from claim_problems(reading)
    for match in re.finditer(r"[\d][\d.,]*", sentence.text):
        if not any(number.start <= match.start() < number.end for number in reading.numbers):
            yield *match.span(), "this number is written in a way that cannot be checked: write it like 1,234.56"


def _moved(period: PeriodMention, offset: int) -> PeriodMention:
    return PeriodMention(
        period.start - offset, period.end - offset, period.year, period.first_month, period.months, period.day
    )
