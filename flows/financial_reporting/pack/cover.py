"""The cover of a pack: what it covers, from which books, and how to read it."""

from calendar import monthrange

from flows.financial_reporting.figures.financial_figures import FinancialFigures, Period
from reports.document import Fact
from reports.money import MONTHS, amount_text, day_text

READING = (
    "Income, expenses, liabilities and equity are positive where they have their usual sign.",
    "Parentheses mark an amount below zero, a dash an amount of zero; n/a marks what is not available or not defined.",
    "Every figure was computed from the books. Texts were drafted as their notes say; their numbers were checked "
    "against the figures.",
)


def entity_name(figures: FinancialFigures) -> str:
    """Return whom the pack is about: the company, with the entity's code where it is about one of several."""
    return ", ".join(part for part in (figures.company, figures.entity) if part) or "All entities of the books"


def period_name(period: Period) -> str:
    """Return a period in words: "October 2025", or its label and dates where it is no calendar month."""
    start, end = period.start, period.end
    month = (start.year, start.month) == (end.year, end.month)
    if month and start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        return f"{MONTHS.split()[start.month - 1]} {start.year}"
    return f"{period.label}, {day_text(start)} to {day_text(end)}"


def cover_facts(figures: FinancialFigures, books: str, revision: int, restates: int | None) -> tuple[Fact, ...]:
    """Return the lines of the cover; `books` is the SHA-256 of the books that the figures were computed from."""
    period = figures.period
    restated = "" if restates is None else f"revision {restates}; the executive summary lists what differs"
    facts = [
        ("Company", figures.company),
        ("Entity", figures.entity or "all entities of the books"),
        ("Period", f"{day_text(period.start)} to {day_text(period.end)} ({period.label})"),
        ("Currency", f"{figures.currency}, in full" if figures.currency else "not stated by the books"),
        ("Revision", str(revision)),
        ("Restates", restated),
        ("Headline", _headline(figures)),
        ("Checks", checks_sentence(figures)),
        ("Books (SHA-256)", books),
    ]
    return tuple(Fact(label=label, value=value) for label, value in facts if value)


def checks_sentence(figures: FinancialFigures) -> str:
    """Return how the checks came out: "12 of 13 passed; failed: 0 hard, 1 soft"."""
    hard, soft = len(figures.failed("hard")), len(figures.failed("soft"))
    if not figures.checks:
        return "none could be made"
    if not hard + soft:
        return f"all {len(figures.checks)} passed"
    passed = len(figures.checks) - hard - soft
    return f"{passed} of {len(figures.checks)} passed; failed: {hard} hard, {soft} soft"


def _headline(figures: FinancialFigures) -> str:
    statement = figures.income_statement
    if statement is None:
        return ""
    income, result = (amount_text(value, figures.currency) for value in (statement.income, statement.net_income))
    return f"Income {income}, net income {result}"
