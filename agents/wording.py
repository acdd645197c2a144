"""The English of the agents' rules: amounts, periods and comparisons as a controller writes them."""

import re
from collections.abc import Sequence
from decimal import Decimal

from agents.contacts import before_contacts
from agents.grounding.period_words import MONTHS
from agents.measure import Basis, Measure
from agents.posting import Posting
from reports.money import MINUS, amount_text, day_text, grouped, percent_text, signed

BY_RULES = "this text was written by rules, which match words and do not judge"
"""How the rules introduce their answer to a comment."""

_BASES: tuple[Basis, ...] = ("budget", "prior year")


def short_amount(value: Decimal, currency: str) -> str:
    """Return an amount in whole units from a thousand up, with its minor units below: EUR 12,345, EUR 12.50."""
    if abs(value) < 1000:
        return amount_text(value, currency)
    code = f"{currency} " if currency else ""
    return f"{MINUS if value < 0 else ''}{code}{grouped(value, 0)}"


def value_text(value: Decimal, unit: str) -> str:
    """Return a value with its unit in words: EUR 12,345, 45.2%, 47 days, 1.42."""
    if unit == "percent":
        return percent_text(value)
    if unit == "points":
        return f"{signed(value, 1)} percentage points"
    if unit in ("days", "months"):
        text = signed(value, 0 if value == value.to_integral_value() else 1)
        return f"{text} {unit}"
    if unit == "ratio":
        return signed(value, 2)
    return signed(value, 0) if unit == "count" else short_amount(value, unit)


def period_text(label: str) -> str:
    """Return a period's label in words: "2026-10" is October 2026, "2026-Q3" is Q3 2026; others stay."""
    month = re.fullmatch(r"(\d{4})-(\d{2})", label)
    if month:
        return f"{MONTHS[int(month[2]) - 1]} {month[1]}"
    quarter = re.fullmatch(r"(\d{4})-(Q[1-4])", label)
    return f"{quarter[2]} {quarter[1]}" if quarter else label


def listing(items: Sequence[str]) -> str:
    """Return the items as an English enumeration: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""


def quoted(text: str, longest: int = 300) -> str:
    """Return text from outside in quotation marks, on one line, cut at `longest` characters and before an address."""
    line = " ".join(text.replace("“", '"').replace("”", '"').split())
    kept = before_contacts(line[: 2 * longest])[:longest]
    return f"“{line}”" if kept == line else f"“{kept.rstrip()} …”"


def name_text(name: str) -> str:
    """Return a name from outside as it stands in a sentence: in quotation marks where it is no plain name."""
    line = " ".join(name.split())
    kept = before_contacts(line[:160], name=True)[:80]
    if kept == line and not any(sign.isdigit() for sign in line):
        return line
    return quoted(kept if kept == line else f"{kept.rstrip()} …", 90)


def posting_text(line: Posting, currency: str) -> str:
    """Return a posting as a phrase: amount, counterparty, date, description in quotation marks, entry id."""
    party = f" with {name_text(line.counterparty)}" if line.counterparty else ""
    words = f", {quoted(line.description, 120)}" if line.description else ""
    return f"{short_amount(line.amount, currency)}{party} on {day_text(line.date)}{words} ({line.entry_id})"


def comparisons(measure: Measure) -> str:
    """Return how a measure stands to its bases: "EUR 310 (6.2%) above the budget of EUR 5,000 and ...", or nothing."""
    return listing([_comparison(measure, basis) for basis in _BASES if measure.base(basis) is not None])


def _comparison(measure: Measure, basis: Basis) -> str:
    base, difference, percent = measure.base(basis), measure.difference(basis), measure.percent(basis)
    assert base is not None and difference is not None
    against = f"the budget of {value_text(base, measure.unit)}" if basis == "budget" else _prior(measure, base)
    if difference == 0:
        return f"equal to {against}"
    size = value_text(abs(difference), "points" if measure.unit == "percent" else measure.unit)
    share = "" if percent is None else f" ({percent_text(abs(percent))})"
    return f"{size}{share} {'above' if difference > 0 else 'below'} {against}"


def _prior(measure: Measure, base: Decimal) -> str:
    period = f" in {period_text(measure.prior_period)}" if measure.prior_period else " a year before"
    return f"the {value_text(base, measure.unit)}{period}"


def shared_words(text: str, name: str) -> set[str]:
    """Return the telling words (four letters and more, or with a digit) that `name` shares with `text`."""
    return _telling(text) & _telling(name)


def _telling(text: str) -> set[str]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {word.removesuffix("s") for word in words if len(word) >= 4 or any(sign.isdigit() for sign in word)}
