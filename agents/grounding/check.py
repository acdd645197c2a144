"""The grounding check: every number, date and direction word of a text is found among its author's figures."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from agents.grounding.amounts import amount_problems
from agents.grounding.claims import claim_problems
from agents.grounding.codes import code_problems
from agents.grounding.contacts import contact_findings
from agents.grounding.dating import own_period_problems
from agents.grounding.echoes import echo_problems
from agents.grounding.evidence import Evidence, Finding
from agents.grounding.facts import Facts, facts_of
from agents.grounding.judgements import judgement_problems
from agents.grounding.masks import BLANK, masked, without_ordinals
from agents.grounding.multiples import multiple_problems
from agents.grounding.names import name_findings
from agents.grounding.numbers import number_problems
from agents.grounding.periods import PeriodMention, is_known, known_interval, period_mentions
from agents.grounding.reading import Reading
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.sentences import Sentence, sentences
from agents.grounding.shares import share_problems
from agents.grounding.spans import span_problems
from agents.grounding.value_index import ValueIndex

_ID = re.compile(r"(?<!\w)(?!(?:EUR|USD|GBP|CHF|JPY)\d)[A-Z]{1,6}[-/]?\d{2,}[\w/-]*")
_CALENDAR = re.compile(r"\byear (?:that )?(?:ends?|begins?|starts?|runs?|closes?) (?:\w+ )?$")
"""Before a month that says how the year runs."""
_END_OF = re.compile(r"\b(?:end|close|closing|beginning) of (?:the )?$")
_AHEAD = re.compile(r" (?:will|may|might|should|is expected)\b")
"""After a period that a text looks ahead to."""


def findings(text: str, evidence: Evidence) -> tuple[Finding, ...]:
    """Return each stretch of `text` that `evidence` does not bear out, in its order; empty for a grounded text.

    A number counts as found when a figure of the same unit has its value, rounded as written ("about 1.2 m" for
    1,184,220), or when the difference or ratio of two figures that the sentence names has it. Direction words follow
    the sign of the change they speak of; "above" is actual over base.
    """
    facts = facts_of(evidence.figures)
    blanked = masked(text, evidence)
    found: list[tuple[int, int, str]] = contact_findings(text, evidence)
    found += name_findings(blanked, evidence)
    periods = period_mentions(blanked)
    found += _unknown_periods(blanked, periods, evidence)
    blanked = without_ordinals(_blank(blanked, [(period.start, period.end) for period in periods]))
    ids = [match.span() for match in _ID.finditer(blanked)]
    found += [(*span, "this id is not among those given") for span in ids]
    blanked = _blank(blanked, ids)
    indexes = ValueIndex(facts.given), ValueIndex(facts.derived)
    for sentence in sentences(text, blanked):
        found += [
            (start + sentence.start, end + sentence.start, why)
            for start, end, why in _in_sentence(sentence, facts, periods, indexes)
        ]
    return tuple(Finding(start=start, end=end, quote=text[start:end], why=why) for start, end, why in sorted(found))


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    signs = list(text)
    for start, end in spans:
        signs[start:end] = BLANK * (end - start)
    return "".join(signs)


def _unknown_periods(text: str, periods: list[PeriodMention], evidence: Evidence) -> Iterator[tuple[int, int, str]]:
    labels = [figure.period for figure in evidence.figures] + list(evidence.references)
    known: list[tuple[date, date]] = [interval for label in labels if (interval := known_interval(label))]
    for statement in evidence.statements:
        known += [interval for mention in period_mentions(statement) for interval in mention.intervals(set())]
    for period in periods:
        bare = period.year is None and period.day is None
        ahead = bare and (
            _AHEAD.match(text, period.end) or _CALENDAR.search(text, max(0, period.start - 40), period.start)
        )
        if not ahead and not is_known(period, known) and not _is_opening(text, period, known):
            yield period.start, period.end, "no figure and no posting is of this date or period"


def _is_opening(text: str, period: PeriodMention, known: list[tuple[date, date]]) -> bool:
    """Return whether a mention is the end of the period before a known one, where that one's balances opened."""
    if not (period.day or _END_OF.search(text, max(0, period.start - 20), period.start)):
        return False
    ends = {end for _, end in period.intervals({day.year for interval in known for day in interval})}
    return any(first - end == timedelta(days=1) and last > first for first, last in known for end in ends)


def _in_sentence(
    sentence: Sentence, facts: Facts, periods: list[PeriodMention], indexes: tuple[ValueIndex, ValueIndex]
) -> Iterator[tuple[int, int, str]]:
    end = sentence.start + len(sentence.text)
    inside = tuple(_moved(period, sentence.start) for period in periods if sentence.start <= period.start < end)
    books = Reconciliation(Reading(sentence, facts, inside), *indexes)
    yield from number_problems(books)
    yield from claim_problems(books)
    yield from echo_problems(books.reading)
    yield from judgement_problems(books)
    yield from multiple_problems(books)
    yield from share_problems(books)
    yield from amount_problems(books.reading)
    yield from code_problems(books.reading)
    yield from span_problems(books.reading)
    yield from own_period_problems(books.reading)
    read = bytearray(len(sentence.text))
    for number in books.reading.numbers:
        read[number.start : number.end] = b"\x01" * (number.end - number.start)
    for match in re.finditer(r"\d[\d.,]*", sentence.text):
        if not read[match.start()]:
            yield *match.span(), "this number is written in a way that cannot be checked: write it like 1,234.56"


def _moved(period: PeriodMention, offset: int) -> PeriodMention:
    return PeriodMention(
        period.start - offset, period.end - offset, period.year, period.first_month, period.months, period.day
    )
