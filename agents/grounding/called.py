"""Hold what a number is called against what it is: a budget, a difference, the actual amount under its column."""

import re
from collections.abc import Sequence

from agents.grounding.attachment_words import COMMA
from agents.grounding.fact import Fact
from agents.grounding.quantities import Quantity
from agents.grounding.reading import Reading
from agents.grounding.role_words import (
    ACCORDING,
    BETWEEN,
    BUDGET_AFTER,
    BUDGET_BEFORE,
    CHANGE_BEFORE,
    FORESAW,
    LINKED,
    MET,
    MOVED_TO,
    SET_AGAINST,
)

_IT_IS = re.compile(r"\b(?:it|this|that) (?:is|was|came to|amounts? to|amounted to)\b")
_NEAR = 80


def called_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where the words that name a number's part name another: a budget, a difference, an amount, a column."""
    return (
        _column_problem(reading, number, own)
        or _demanded_problem(reading, number, own)
        or _apart_problem(reading, number, own)
    )


def _column_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where a number stands in the column of another part: the budget under "actual"."""
    column = reading.columns.get(number.start)
    parts = {_column(reading, fact) for fact in own}
    return f"this is not the {column} amount: {own[0].text}" if column and column not in parts else None


def _column(reading: Reading, fact: Fact) -> str:
    if fact.basis == "budget":
        return "budget"
    return "actual" if not fact.basis and reading.facts.is_latest(fact) else "past"


def _demanded_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where what is called a budget or a difference is none."""
    text, first = reading.sentence.text, own[0]
    before = text[max(0, number.start - _NEAR) : number.start]
    called = None if number.start in reading.columns else BUDGET_BEFORE.search(before)
    met = called and MET.search(before, max(0, called.start() - 20))
    called = (called and not met) or FORESAW.search(before)
    is_called_budget = called or ACCORDING.match(text, number.end) or BUDGET_AFTER.match(text, number.end)
    if is_called_budget and not any(fact.basis == "budget" or fact.kind == "result" for fact in own):
        return f"this is no budget: {first.text}"
    if called and all(fact.kind == "change" for fact in own) and not SET_AGAINST.search(before):
        return f"this is no budget but what lies between: {first.text}"
    if CHANGE_BEFORE.search(before) and all(fact.kind in ("amount", "base") and not fact.is_document for fact in own):
        return f"this is no difference but the amount itself: {first.text}"
    return None


def _apart_problem(reading: Reading, number: Quantity, own: Sequence[Fact]) -> str | None:
    """Say where what lies between two amounts stands for an amount: "net income of EUR 12,870" for its variance."""
    if number.start in reading.bound_directions or number.sign or number.unit in ("percent", "points"):
        return None
    if not all(fact.kind == "change" for fact in own):
        return None
    text, said = reading.sentence.text, reading.group(number)
    end = reading.start_after(said[-1])
    comma = COMMA.search(text, said[-1].end + 1, end)
    start = reading.end_before(said[0])
    if number.parenthesised:  # "travel (9,310) and hosting (2,100) are above budget"
        comma, end = None, reading.sentence.break_after(number.end)
    if MOVED_TO.search(text, start, number.start):
        return f"this is no amount that something moves to: {own[0].text}"
    is_linked = LINKED.search(text, start, number.start)
    if not is_linked and any(not fact.basis for fact in own):
        return None
    if not is_linked:
        start = reading.sentence.break_before(number.start)
    header = text[: text.find(": ") + 1] if ": " in text else ""
    if _IT_IS.search(text, start, number.start):
        start = 0  # "actual minus budget for income is 12; for expenses it is 21"
    phrase = header + text[start : comma.start() if comma else end]
    return None if BETWEEN.search(phrase) else f"this is no amount but what lies between two: {own[0].text}"
