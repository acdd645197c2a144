"""Hold shares in words against the facts: a third of income, by half, most of the receivables, one in four."""

import re
from collections.abc import Iterator
from decimal import Decimal

from agents.grounding.multiples import HEDGE, near
from agents.grounding.naming import named_before
from agents.grounding.problems import Problem
from agents.grounding.reading import Reading
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.subjects import words
from agents.grounding.units import spelled

_FRACTIONS = {
    "half": Decimal(50), "third": Decimal(100) / 3, "two thirds": Decimal(200) / 3, "quarter": Decimal(25),
    "three quarters": Decimal(75), "fifth": Decimal(20), "two fifths": Decimal(40), "three fifths": Decimal(60),
    "four fifths": Decimal(80), "tenth": Decimal(10), "sixth": Decimal(100) / 6, "eighth": Decimal("12.5"),
    "nine tenths": Decimal(90),
}  # fmt: skip
_FRACTION = "|".join(
    rf"(?:a|one)[ -]{name}" if " " not in name and name != "half" else name.replace(" ", "[ -]")
    for name in sorted(_FRACTIONS, key=len, reverse=True)
)
_SHARE = re.compile(
    rf"\b{HEDGE}(?:the )?(?<!first )(?<!second )(?<!other )(?P<word>{_FRACTION}|one half)(?: of| \(| (?:is|are"
    rf"|was|were)\b)"
    r"(?<!quarter is)(?<!quarter was)(?! (?:the |a |this |last |next )?(?:year|month|quarter|period|20|day|week"
    r"|time|¤|it\b|a million))",
    re.IGNORECASE,
)
_BY_SHARE = re.compile(rf"\bby {HEDGE}(?P<word>{_FRACTION}|half)\b(?! (?:of|as)\b)", re.IGNORECASE)
_NOT = re.compile(r"(?:[^.;,]|[.,]\d)*?\b(?:is|are|was|were) not\b", re.IGNORECASE)
_MOST_OF = re.compile(
    r"\b(?:most|the majority|the bulk) of (?:the |our |its )?(?:[a-z]+ )?[a-z]+ (?:is|are|was|were)\b", re.IGNORECASE
)
_ONE_IN = re.compile(
    r"\bone (?:euro |dollar |pound )?(?:in|out of) (?:every )?(?P<number>two|three|four|five|six|seven"
    r"|eight|nine|ten)\b",
    re.IGNORECASE,
)
_SPOKEN = words(" ".join(_FRACTIONS)) | {"most", "majority", "bulk", "one"}
"""Without any of these a sentence is not read further: most speak of no share in words."""


def share_problems(books: Reconciliation) -> Iterator[Problem]:
    """Yield the shares in words that no two figures bear out."""
    if books.reading.spoken & _SPOKEN:
        yield from _fraction_problems(books)
        yield from _change_problems(books.reading)
        yield from _count_problems(books)


def _fraction_problems(books: Reconciliation) -> Iterator[Problem]:
    text = books.reading.sentence.text
    for match in _SHARE.finditer(text):
        share = _fraction(match["word"])
        if _NOT.match(text, match.end()):
            share = 100 - share
        if not any(near(value, share, match["hedge"]) for value in _shares(books)):
            why = f"no two figures that the sentence names stand as {match['word']} to the whole"
            yield match.start(), match.end(), why


def _change_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where "by a third" is no change of what the sentence speaks of."""
    for match in _BY_SHARE.finditer(reading.sentence.text):
        subjects, share = named_before(reading, match.start()), _fraction(match["word"])
        changes = [fact for fact in reading.facts.changes if fact.unit == "percent" and fact.subject in subjects]
        if changes and not any(near(abs(fact.value), share, match["hedge"]) for fact in changes):
            yield match.start(), match.end(), f"no change of what the sentence speaks of is by {match['word']}"


def _count_problems(books: Reconciliation) -> Iterator[Problem]:
    """Yield where "most of" is less than half, and where "one in four" is another share."""
    text, why = books.reading.sentence.text, "no two figures that the sentence names stand so to each other"
    for match in _MOST_OF.finditer(text):
        shares = _shares(books)
        if shares and not any(50 < value <= 100 for value in shares):
            yield match.start(), match.end(), why
    for match in _ONE_IN.finditer(text):
        if not any(near(value, 100 / spelled(match["number"]), "about") for value in _shares(books)):
            yield match.start(), match.end(), why


def _fraction(said: str) -> Decimal:
    """Return the percent that a fraction in words is: "two thirds"."""
    return _FRACTIONS[re.sub(r"^(?:a|one)[ -]", "", said.lower()).replace("-", " ")]


def _shares(books: Reconciliation) -> list[Decimal]:
    return [abs(fact.value) for fact in (*books.results, *books.combinations.half_results) if fact.unit == "percent"]
