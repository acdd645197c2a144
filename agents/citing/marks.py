"""Marks by which a text cites passages, [P1] or [P1, P2], and its sentences with those that each of them has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.grounding.sentences import sentences

_MARKS = re.compile(r"\[\s*P\d+(?:\s*[,;]\s*P\d+)*\s*\]")
_MARK = re.compile(r"P\d+")
_GERMAN_POINTS = re.compile(
    r"(?<=\d)\.(?= (?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b)"
    r"|(?<=\bz)\.(?= ?B\.)|(?<=\bNr)\.|(?<=\bAbs)\.|(?<=\bbzw)\.|(?<=\bggf)\.|(?<=\bca)\."
)
_CAPITAL = re.compile(r"(?<=[.!?] )[ÄÖÜ]")


def marks_in(text: str) -> tuple[str, ...]:
    """Return the marks of a text, each once, in their order."""
    return tuple(dict.fromkeys(mark for match in _MARKS.finditer(text) for mark in _MARK.findall(match[0])))


def unmarked(text: str) -> str:
    """Return the text, as long as before, with its marks blanked."""
    return _MARKS.sub(lambda match: " " * len(match[0]), text)


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence without its marks."""

    start: int
    end: int
    """Exclusive, in the text."""
    text: str
    marks: tuple[str, ...]


def statements(text: str) -> Iterator[Statement]:
    """Yield the sentences; a mark after a sentence's full stop is that sentence's own."""
    found = [(match.start(), _MARK.findall(match[0])) for match in _MARKS.finditer(text)]
    bare = unmarked(text)
    blanked = _CAPITAL.sub("A", _GERMAN_POINTS.sub("¤", bare))
    cut = [sentence for sentence in sentences(bare, blanked) if re.search(r"\w", sentence.original)]
    for place, sentence in enumerate(cut):
        after = cut[place + 1].start if place + 1 < len(cut) else len(text) + 1
        first = sentence.start if place else 0
        marks = tuple(dict.fromkeys(mark for start, names in found if first <= start < after for mark in names))
        end = sentence.start + len(sentence.original.rstrip())
        yield Statement(sentence.start, end, re.sub(r"\s+", " ", sentence.original).strip(), marks)
