"""Hold the period that a sentence gives to a number against the period of its figure."""

import re
from collections.abc import Iterator, Sequence

from agents.grounding.fact import Fact
from agents.grounding.periods import PeriodMention, known_interval
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading

COMPARING = re.compile(
    r"\b(?:against|versus|vs\.?|compared (?:with|to)|as against|than|from|after|on|over|instead of|out of)\s+"
    r"(?:(?:the|a|an|about|around|some|roughly|just|over|that of) )*\(?$",
    re.IGNORECASE,
)
"""Before an amount that is what another one is compared with."""
_COMPARED = re.compile(
    r"\b(?:on|than|with|against|versus|vs\.?|to|since|over|from|that of|those of|after|before|until)\s+"
    r"(?:(?:the|in|that of|those of|that in|month of) )*$",
    re.IGNORECASE,
)
_SET_ON = re.compile(
    r"\b(?:on|than|compared (?:with|to)|relative to|versus|vs\.?|against|since|above|below)\s+(?:(?:in|that of"
    r"|the month of) )*$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"\)?\s*\(?(?:(?:(?:that )?(?:was|were|is|had been) )?(?:recorded|booked|posted|earned|generated|reported"
    r"|achieved|incurred|planned) )?(?:in|for|at|of|as of|as at|at the end of|during|by"
    r"|by the end of)?\s*(?:the )?(?:month of )?"
)
_DAY_LEADS = re.compile(r"\)?\s*\(?(?:on|at|as of|as at|of|dated)?\s*(?:the )?")
_LEADS_ON = re.compile(r"\s*(?:[:=]|was|were|had|brought|saw|(?:[A-Z]{3}|[€$£])? ?\d)")
"""After a period that belongs to the next number, not to the one before it."""
_PRESENT = re.compile(r"\b(?:present|current|this (?:month|year|quarter)['’]s|today['’]s)\b[^,;]*$", re.IGNORECASE)
_NEAR = 80


def period_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> tuple[PeriodMention, str] | None:
    """Return the period that stands with a number and why its figure is not of it."""
    if all(fact.unit == "count" for fact in own):
        return None
    mention = period_after(reading, number) or _period_before(reading, number, own)
    if mention is None:
        return None
    intervals = [known_interval(fact.period) for fact in own]
    years = {day.year for interval in intervals if interval for day in interval}
    spoken = mention.intervals(years)
    for interval in intervals:
        if interval is None or any(interval[0] <= end and start <= interval[1] for start, end in spoken):
            return None
    return mention, f"this is the figure of another period: {own[0].text} for {own[0].period}"


def own_period_problems(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield where a change of the last period is said to be on that period itself: "up 172 % on October 2026"."""
    text = reading.sentence.text
    latest = [known_interval(label) for label in set(reading.facts.latest.values())]
    for period in reading.periods if reading.direction_words or reading.bound_directions else ():
        match = _SET_ON.search(text, max(0, period.start - 40), period.start)
        start = reading.sentence.break_before(period.start)
        if not match or any(reading.is_year_before(other) for other in reading.periods_between(start, period.start)):
            continue
        if period.day is None and period.year and period.months == 1 and period.intervals(set())[0] in latest:
            yield match.start(), period.end, "the change is of this period, not on it"


def period_after(reading: Reading, number: Quantity) -> PeriodMention | None:
    """Return the period that stands directly after a number: "12,000 in October 2025"."""
    text = reading.sentence.text
    period = reading.next_period(number.end)
    if period is None or period.start > number.end + _NEAR or _LEADS_ON.match(text, period.end):
        return None
    # "up 12 % on October 2025" compares; "12,500 on 14 October" dates.
    leads = _LEADS if period.day is None else _DAY_LEADS
    return period if leads.fullmatch(text, number.end, period.start) else None


def dated_before(reading: Reading, number: Quantity) -> PeriodMention | None:
    """Return the period that leads to a number and is not another's: "In October 2025, income was 12,000"."""
    place, start = reading.place(number), reading.end_before(number)
    taken = period_after(reading, reading.numbers[place - 1]) if place else None
    for period in reversed(reading.periods_between(start, number.start)):
        compared = _COMPARED.search(reading.sentence.text[max(0, period.start - 40) : period.start])
        opening = reading.sentence.text[reading.sentence.break_before(period.start) : period.start]
        is_day = period.day and opening.strip().lower() == "on"  # "On 14 October, EUR 12,500 was posted"
        is_told = reading.sentence.text.startswith(", when ", period.end)  # "than in October 2025, when it was 12"
        if period != taken and (is_day or is_told or not compared):
            return period
    return None


def _period_before(reading: Reading, number: Quantity, own: Sequence[Fact]) -> PeriodMention | None:
    before = reading.sentence.text[max(reading.end_before(number), number.start - _NEAR) : number.start]
    if COMPARING.search(before) or _PRESENT.search(before) or any(fact.kind in ("change", "result") for fact in own):
        return None
    return dated_before(reading, number)
