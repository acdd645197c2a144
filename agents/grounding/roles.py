"""Which part a number plays where it stands: the amount itself, a budget, an earlier period, a change."""

from collections.abc import Container, Sequence

from agents.grounding.arithmetic import apart
from agents.grounding.called import called_problem
from agents.grounding.dating import COMPARING, dated_before, period_after
from agents.grounding.directions import compared_with
from agents.grounding.fact import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.role_words import (
    ACTUAL,
    AT,
    BUDGET_AFTER,
    BUDGET_WORD,
    COMPARES,
    FORESEEN_AFTER,
    PAST_AFTER,
    PAST_LEAD,
    PAST_OPENING,
    PAST_OWN,
    PAST_WORD,
    SET_BESIDE,
    THIS,
    TOLD,
)

_NEAR = 80


def role_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where a budget, an earlier amount or a change stands for another, or none of them is called what it is."""
    if all(fact.unit == "count" for fact in own):
        return None
    return (
        called_problem(reading, number, own)
        or _past_problem(reading, number, own)
        or _unnamed_problem(reading, number, own)
    )


def _past_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where what is called last year's or last month's amount is another's."""
    text, start = reading.sentence.text, max(reading.end_before(number), number.start - _NEAR)
    own_lead = PAST_OWN.search(text[start : number.start])
    after, lead = PAST_AFTER.match(text, number.end) or own_lead, PAST_LEAD.search(text[start : number.start])
    if lead and reading.place(number) and PAST_AFTER.match(text, start):
        lead = None  # the words are the number's before this one
    if not after and (not lead or COMPARES.search(text, start, number.start)):
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
    while place and start > least and not ACTUAL.search(reading.sentence.text, start, reading.numbers[place].start):
        place -= 1
        start = reading.end_before(reading.numbers[place])
    return start


def _is_opened_past(reading: Reading, number: Quantity) -> bool:
    """Return whether the sentence opens with an earlier period and nothing since sets another against it."""
    text = reading.sentence.text
    opening = PAST_OPENING.match(text)
    if not opening or SET_BESIDE.search(text, opening.end(), number.start):
        return False
    periods = reading.periods_between(0, number.start)
    return all(reading.is_year_before(period) for period in periods) if periods else "¤" not in opening[0]


def _is_dated_after(reading: Reading, number: Quantity) -> bool:
    """Return whether the subject after a number is of an earlier period: "At 52,500, net income in 2025 was"."""
    text, end = reading.sentence.text, reading.start_after(number)
    periods = reading.periods_between(number.end, end)
    return bool(AT.search(text, 0, number.start)) and any(reading.is_year_before(period) for period in periods)


def _unnamed_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where every fact that a number can be is a budget or of an earlier period, and no word says so."""
    first = own[0]
    for fact in own:
        is_now = fact.is_document or (not fact.basis and reading.facts.is_latest(fact))  # an entry may have two dates
        if fact.kind == "change" or (fact.kind == "result" and len(fact.parts) < 2) or (fact.kind != "base" and is_now):
            return None
    if all(fact.kind == "result" for fact in own) and (TOLD.search(reading.sentence.text) or reading.periods):
        return None
    text, start = reading.sentence.text, _row_start(reading, number)
    is_own = text[max(0, start - 1) : start] in ("", ";")
    taken = None if is_own else BUDGET_AFTER.match(text, start)  # the words of the number before
    before = text[taken.end() if taken else start : number.start]
    if not number.bound and COMPARING.search(text[reading.end_before(number) : number.start]):
        return None
    is_past = any(fact.basis != "budget" for fact in own)
    is_budget = any(fact.basis == "budget" for fact in own)
    if (
        is_past
        and not THIS.search(before)
        and (
            _is_opened_past(reading, number)
            or _is_dated_after(reading, number)
            or (number.parenthesised and any(reading.is_year_before(period) for period in reading.periods))
            or dated_before(reading, number)
            or period_after(reading, number)
            or PAST_WORD.search(before)
            or PAST_AFTER.match(text, number.end)
        )
    ):
        return None
    after = BUDGET_AFTER.match(text, number.end) or FORESEEN_AFTER.match(text, number.end)
    if is_budget and (BUDGET_WORD.search(before) or after):
        return None
    return f"this is {first.text} for {first.period}, which the sentence does not say"
