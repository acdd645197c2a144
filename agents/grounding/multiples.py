"""Hold multiples in words against the facts: doubled, threefold, twice its budget."""

import re
from collections.abc import Iterator
from decimal import Decimal

from agents.grounding.directions import is_denied, is_open
from agents.grounding.fact import Fact
from agents.grounding.naming import named_before
from agents.grounding.problems import Problem
from agents.grounding.reconciliation import Reconciliation
from agents.grounding.subjects import words

HEDGE = (
    r"(?:(?P<hedge>(?:slightly |a little |well |far |much )?(?:more|less) than|over|nearly|almost|about|roughly"
    r"|around|approximately|just over|just under"
    r"|(?:well )?(?:below|under)|well over|close to|not quite|at least|some) )?"
)
_FACTORS = {
    "doubled": Decimal(2), "doubling": Decimal(2), "twofold": Decimal(2), "two-fold": Decimal(2), "twice": Decimal(2),
    "double": Decimal(2), "tripled": Decimal(3), "trebled": Decimal(3), "tripling": Decimal(3), "threefold": Decimal(3),
    "three-fold": Decimal(3), "triple": Decimal(3), "thrice": Decimal(3), "treble": Decimal(3),
    "quadrupled": Decimal(4), "quadruple": Decimal(4), "fourfold": Decimal(4), "four-fold": Decimal(4),
    "quintupled": Decimal(5), "fivefold": Decimal(5), "five-fold": Decimal(5), "sixfold": Decimal(6),
    "sevenfold": Decimal(7), "eightfold": Decimal(8), "ninefold": Decimal(9), "tenfold": Decimal(10),
    "halved": Decimal("0.5"), "halving": Decimal("0.5"), "half again as": Decimal("1.5"),
    "half as much again": Decimal("1.5"), "half as": Decimal("0.5"), "half its": Decimal("0.5"),
    "half the": Decimal("0.5"),
}  # fmt: skip
_SPOKEN = words(" ".join(_FACTORS))
"""Without any of these a sentence is not read further: most speak of no multiple."""
_AS_NOUN = re.compile(r"(?:double|triple|treble|half the)$", re.IGNORECASE)
_OF_A_BASE = re.compile(
    r"[^.;,]{0,40}?\b(?:budget|plan|level|amount|figure|last|prior|previous|year|forecast|target"
    r"|that)\b",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(
    # An event that came twice ("posted twice") is no multiple.
    r"\b(?<!booked )(?<!posted )(?<!entered )(?<!paid )(?<!invoiced )"
    rf"{HEDGE}(?P<word>{'|'.join(sorted(_FACTORS, key=len, reverse=True))})\b(?![ -](?:entry|count|check"
    rf"|sided|posted|booking|book|of\b)| (?:fast|quick|slow)\w*\b)",
    re.IGNORECASE,
)


def multiple_problems(books: Reconciliation) -> Iterator[Problem]:
    """Yield the multiples in words that no two figures bear out."""
    reading = books.reading
    if not reading.spoken & _SPOKEN:
        return
    for match in _MULTIPLE.finditer(reading.sentence.text):
        if _AS_NOUN.search(match["word"]) and not _OF_A_BASE.match(reading.sentence.text, match.end()):
            continue
        if is_open(reading.sentence.text, match.start()) or is_denied(reading.sentence.text, match.start()):
            continue
        if not any(
            near(ratio.value, _FACTORS[match["word"].lower()], match["hedge"]) for ratio in _ratios(books, match)
        ):
            yield match.start(), match.end(), f"no figure of what the sentence speaks of {match['word']}"


def _ratios(books: Reconciliation, match: re.Match[str]) -> list[Fact]:
    """Return the ratios that a multiple can be: of what is named before it, to the base named after it."""
    reading = books.reading
    subjects = named_before(reading, match.start())
    against = reading.basis_in(match.end(), min(len(reading.sentence.text), match.end() + 80)) or reading.opening
    found = [
        fact for fact in reading.facts.derived if fact.unit == "ratio" and (not subjects or fact.subject in subjects)
    ]
    return [fact for fact in found if not against or fact.basis == against] + [
        fact
        for fact in books.results
        if fact.unit == "ratio" and fact.parts and not any(fact.parts == {other.subject} for other in found)
    ]


def near(value: Decimal, said: Decimal, hedge: str | None) -> bool:
    """Return whether a ratio is what its word says: within a twentieth, or as `hedge` loosens it."""
    hedge = (hedge or "").lower()
    if hedge in ("just over", "slightly more than", "a little more than"):
        return said < value < said * Decimal("1.1")
    if hedge in ("over", "well over", "at least") or hedge.endswith("more than"):
        return said < value < said * Decimal("1.5")
    if hedge in ("less than", "below", "under", "well below", "well under"):
        return said * Decimal("0.65") <= value < said
    if hedge in ("nearly", "almost", "just under", "not quite") or hedge.endswith("less than"):
        return said * Decimal("0.85") <= value < said
    return abs(value - said) <= said / (10 if hedge else 20)
