"""Hold what a clause depends on, or holds for, against the passage: a condition left out makes another statement."""

import re
from collections.abc import Iterator

from agents.citing.clauses import CONDITION_WORDS, Clause, has_verb
from agents.citing.stretch import Stretch
from agents.citing.support import Source, lacking, unsupported
from agents.vocabulary.languages import fold, words

_ALL = re.compile(r"\b(?:all|every|any|each|always|alle[nr]?|jede[nrsm]?|immer)\b")
_ALL_OF = re.compile(r"\b(?:all|every|any|alle[nr]?)(?: (?:of|the|other))* (?P<thing>\w+)")
_NO_MATTER = re.compile(
    r"\b(?:whether or not|whatever|regardless|irrespective|however (?:long|much|many|often|late)"
    r"|in (?:any|all|every) cases?|at any time|at all times|always|without (?:exception|notice|limit)"
    r"|in jedem fall|unabhangig davon)\b"
)
_LIMITED = re.compile(rf"\b(?:only|nur|until|within|{CONDITION_WORDS})\b")
_ONLY = re.compile(r"\b(?:only|nur)\b(?! if\b)")
_FURTHER = re.compile(rf"\b(?:other than|apart from|{CONDITION_WORDS})\b")


def dependence_problems(said: Clause, source: Clause) -> Iterator[str]:
    """Yield what a clause says without the condition, the exception or the limit that its source gives."""
    told, given = fold(said.text), fold(source.text)
    if _NO_MATTER.search(told) and _LIMITED.search(given) and not _NO_MATTER.search(given):
        yield f"does not say this in every case: {source.text.strip()}"
        return
    yield from _of_all(said, source)
    dropped = _dropped(said, source)
    if dropped:
        yield f"says this only “{dropped}”"
    elif said.condition and source.condition and _turned(said.main, said.condition, source):
        yield f"says it the other way round: {source.text.strip()}"


def magnitudes(stretch: Stretch) -> set[object]:
    """Return the values of the numbers in a stretch, whatever their units."""
    return {one.quantity.magnitude for one in stretch.numbers}


def _dropped(said: Clause, source: Clause) -> str:
    """Return what limits the source and is left out of a clause that repeats the rest; "" for nothing."""
    spoken, kept = Source.of(said.text), set[str]()
    for limit, whole in _limits(source):
        missing = lacking(limit.content, limit.text, spoken)
        numbers = magnitudes(limit) - magnitudes(said.whole)
        word = words(limit.text)[0]
        if whole and ("only" in words(said.text) or not (missing or numbers)):
            kept.add(word)
        elif not whole and (len(missing) < len(limit.content) or len(numbers) < len(magnitudes(limit))):
            kept.add(word)  # of several that begin alike, "if one, if the other, or if the third", one is enough
        if word not in kept and _repeats(source.text.replace(limit.text, " "), spoken):
            return limit.text.strip()
    return ""


def _repeats(rest: str, spoken: Source) -> bool:
    """Tell whether a clause says most of what the source says beside its limit."""
    content = Stretch(rest).content
    return bool(content) and 3 * len(unsupported(content, rest, spoken)) <= len(content)


def _limits(source: Clause) -> Iterator[tuple[Stretch, bool]]:
    """Yield the conditions and exceptions of a clause, and what "only" limits it to, which must be kept whole."""
    if source.condition:
        yield source.condition, False
    for part in (source.main, source.condition):
        text = part.text if part else ""
        for match in _FURTHER.finditer(text, 1):
            yield Stretch(text[match.start() :]), False
    only = _ONLY.search(source.main.text)
    if only and only.start():
        yield Stretch(source.main.text[only.start() :].partition(",")[0]), True


def _of_all(said: Clause, source: Clause) -> Iterator[str]:
    """What the source says with a bound, or of some, said of all."""
    bounded = any(number.bound for number in source.main.numbers)
    everywhere, already = _ALL.search(said.main.folded), _ALL.search(source.main.folded)
    if everywhere and bounded and not said.main.numbers and not already:
        yield f"says this with a bound, not of “{everywhere[0]}”: {source.text.strip()}"
        return
    every = _ALL_OF.search(said.main.folded)
    if every is None or already or every["thing"] not in words(source.main.text) or has_verb(every["thing"]):
        return
    left_out = unsupported(source.main.content, source.main.text, Source.of(said.text))
    if left_out:
        yield f"says this with “{left_out[0]}”, not of “{every[0]}”: {source.text.strip()}"


def _turned(main: Stretch, condition: Stretch, source: Clause) -> bool:
    """Tell whether what depends has changed places with what it depends on."""
    given = source.condition or source.main
    for part, own, other in ((main, source.main, given), (condition, given, source.main)):
        alien = unsupported(part.content, part.text, Source.of(own.text))
        if not any(Source.of(other.text).speaks_of(word) for word in alien):
            return False
    return True
