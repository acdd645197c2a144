"""Hold the words of a sentence against the facts: directions without a number, multiples, shares, judgements."""

import re
from collections.abc import Iterator
from decimal import Decimal

from agents.grounding.directions import Direction, Judgement, basis, judgements
from agents.grounding.facts import Fact, arithmetic
from agents.grounding.reading import Reading

Problem = tuple[int, int, str]
"""Start and end in the sentence, and why."""

_HEDGE = r"(?:(?P<hedge>more than|over|nearly|almost|about|roughly|around|less than|well over|just over|just under) )?"
_MULTIPLE = re.compile(rf"\b{_HEDGE}(?P<word>doubled|tripled|trebled|quadrupled|halved)\b", re.IGNORECASE)
_FACTORS = {"doubled": 2, "tripled": 3, "trebled": 3, "quadrupled": 4, "halved": Decimal("0.5")}
_SHARE = re.compile(
    rf"\b{_HEDGE}(?<!first )(?<!second )(?P<word>half|(?:a|one) third|two thirds|(?:a|one) quarter|three quarters)"
    r" of(?! (?:the )?(?:year|month|quarter|period|20))\b",
    re.IGNORECASE,
)
_SHARES = {
    "half": Decimal(50),
    "third": Decimal(100) / 3,
    "two thirds": Decimal(200) / 3,
    "quarter": Decimal(25),
    "three quarters": Decimal(75),
}


def claim_problems(reading: Reading) -> Iterator[Problem]:
    """Yield what the sentence's words say against the facts."""
    yield from _directions(reading)
    yield from _multiples(reading)
    yield from _shares(reading)
    for judgement in judgements(reading.sentence.text):
        why = _judgement_problem(reading, judgement)
        if why:
            yield judgement.start, judgement.end, why


def _directions(reading: Reading) -> Iterator[Problem]:
    for direction in reading.free_directions:
        why = _ends_problem(reading, direction)
        if why is None and not _has_ends(reading, direction):
            why = _free_problem(reading, direction)
        if why:
            yield direction.start, direction.end, why


def _ends(reading: Reading, direction: Direction) -> tuple[Decimal | None, Decimal | None]:
    """Return the amounts after "from" and "to" that follow a direction word; None where there is none."""
    text, values = reading.sentence.text, {}
    for number in reading.numbers:
        before = (
            re.search(r"\b(from|to)\s+(?:about |some |around |roughly )?$", text[direction.end : number.start])
            if number.start > direction.end
            else None
        )
        if before and before[1] not in values:
            values[before[1]] = -number.magnitude if number.sign < 0 else number.magnitude
    return values.get("from"), values.get("to")


def _has_ends(reading: Reading, direction: Direction) -> bool:
    start, end = _ends(reading, direction)
    return start is not None and end is not None


def _ends_problem(reading: Reading, direction: Direction) -> str | None:
    start, end = _ends(reading, direction)
    if start is None or end is None or (end - start) * direction.sign > 0:
        return None
    return f"“{_word(reading, direction)}” is the wrong way round for the two amounts after it"


def _free_problem(reading: Reading, direction: Direction) -> str | None:
    subjects = reading.subjects_before(direction.start)
    if not subjects and direction.grammar != "verb":
        return None
    changes = [fact for fact in reading.facts.changes if not subjects or fact.subject in subjects]
    against = basis(reading.sentence.text[direction.start :])
    meant = [fact for fact in changes if not (against and fact.basis) or fact.basis == against]
    if not meant:
        return f"no figure shows that anything went “{_word(reading, direction)}” here"
    if not any(fact.value * direction.sign > 0 for fact in meant):
        return f"“{_word(reading, direction)}” is the wrong way round: {meant[0].text}"
    return None


def _word(reading: Reading, found: Direction) -> str:
    return reading.sentence.text[found.start : found.end]


def _multiples(reading: Reading) -> Iterator[Problem]:
    for match in _MULTIPLE.finditer(reading.sentence.text):
        subjects = reading.subjects_before(match.start())
        factor = Decimal(_FACTORS[match["word"].lower()])
        ratios = [
            fact.value
            for fact in reading.facts.derived
            if fact.unit == "ratio" and (not subjects or fact.subject in subjects)
        ]
        if not any(_near(ratio, factor, match["hedge"]) for ratio in ratios):
            yield match.start(), match.end(), f"no figure of what the sentence speaks of {match['word']}"


def _shares(reading: Reading) -> Iterator[Problem]:
    for match in _SHARE.finditer(reading.sentence.text):
        share = _SHARES[re.sub(r"^(?:a|one) ", "", match["word"].lower())]
        facts: list[Fact] = arithmetic(reading.pool or list(reading.facts.given))
        if not any(fact.unit == "percent" and _near(abs(fact.value), share, match["hedge"]) for fact in facts):
            yield (
                match.start(),
                match.end(),
                f"no two figures that the sentence names stand as {match['word']} to the whole",
            )


def _near(value: Decimal, said: Decimal, hedge: str | None) -> bool:
    """Return whether a ratio is what its word says: within a twentieth, or as `hedge` loosens it."""
    hedge = (hedge or "").lower()
    if hedge in ("more than", "over", "well over", "just over"):
        return said < value < said * Decimal("1.5")
    if hedge in ("nearly", "almost", "less than", "just under"):
        return said * Decimal("0.8") <= value < said
    return abs(value - said) <= said / (10 if hedge else 20)


def _judgement_problem(reading: Reading, judgement: Judgement) -> str | None:
    subjects = reading.subjects_before(judgement.start)
    known = {
        "unfavourable" not in fact.name.lower()
        for fact in reading.facts.given
        if "favourable" in fact.name.lower() and (not subjects or fact.subject in subjects)
    }
    if judgement.favourable in known:
        return None
    word = reading.sentence.text[judgement.start : judgement.end]
    if known:
        return f"the figures say the opposite of “{word}”"
    return f"no figure says whether this is “{word}”"
