"""Every single statement that a sentence makes: what it says side by side is told apart, "the hall weekly"."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import groupby

from agents.citing.segments import segments
from agents.citing.tokenising import tokens_of
from agents.citing.tokens import MOODS, TIES, Token

_FARTHEST = 3
"""Pieces between two that are told side by side."""
_BE = re.compile(r"\b(?:is|are|was|were|ist|sind|war|waren|wird|werden)\b")
Chunk = tuple[Token, ...]


@dataclass(frozen=True)
class Reading:
    """One statement."""

    tokens: tuple[Token, ...]
    text: str

    @cached_property
    def chunks(self) -> list[Chunk]:
        """Return what stands together between small words and verbs; what turns a word stands with it."""
        found, waiting = list[Chunk](), tuple[Token, ...]()
        for _, tokens in groupby(self.tokens, key=lambda token: token.chunk):
            chunk = (*waiting, *tokens)
            if _only_turns(chunk):
                waiting = chunk
            else:
                found.append(chunk)
                waiting = ()
        return [*found, waiting] if waiting else found

    @cached_property
    def has_verb(self) -> bool:
        found = any(token.verb and not token.modifies or token.kind in MOODS for token in self.tokens)
        return found or bool(_BE.search(self.text))

    @cached_property
    def key(self) -> tuple[object, ...]:
        return tuple((one.kind, one.text, one.marker, one.chunk, one.part) for one in self.tokens)


def reading(text: str) -> Reading:
    """Return what a piece says by itself."""
    return Reading(tokens_of(text), text)


def joined(parts: Sequence[tuple[str, str]]) -> Reading:
    """Return what several pieces say together; each of its tokens knows which of the pieces it is in."""
    text, starts = "", list[int]()
    for joint, piece in parts:
        text += f"{'' if joint in ',;:' else ' '}{joint} " if text else ""
        starts.append(len(text))
        text += piece
    tokens = (replace(token, piece=bisect_right(starts, token.start) - 1) for token in tokens_of(text))
    return Reading(tuple(tokens), text)


def side_by_side(left: Reading, right: Reading) -> Iterator[Reading]:
    """Yield what each of two pieces says with what it shares with the other."""
    ours, theirs = left.chunks, right.chunks
    if not ours or not theirs:
        return
    text = f"{left.text} … {right.text}"
    ours_are, theirs_are = [_sort(chunk) for chunk in ours], [_sort(chunk) for chunk in theirs]
    for place in range(1, len(ours)):
        if ours_are[place] == theirs_are[0] or (theirs_are[0] == "noun" and ours_are[place].startswith("number")):
            yield _of([*ours[:place], *theirs], text)
            if not right.has_verb:
                yield from (_of([*ours[:place], *theirs, *ours[end:]], text) for end in range(place + 1, len(ours)))
    if left.has_verb and right.has_verb and not _only_turns(theirs[-1]):
        return
    for place in range(1, len(theirs)):
        if theirs_are[place - 1] == ours_are[-1] or (ours_are == ["noun"]):
            yield _of([*ours, *theirs[place:]], text)
    full, part = (ours, theirs) if left.has_verb or not right.has_verb else (theirs, ours)
    yield from (_of(chunks, text) for chunks in _in_the_place_of(full, part))


def _in_the_place_of(full: Sequence[Chunk], part: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Yield the longer of two pieces with each chunk of the shorter for the next one of its sort."""
    sorts, places, at = [_sort(chunk) for chunk in full], list[int](), 0
    turning, part = [one for one in part if _only_turns(one)], [one for one in part if not _only_turns(one)]
    for chunk in part:
        found = next((place for place in range(at, len(full)) if sorts[place] == _sort(chunk)), None)
        if found is None:
            return
        places.append(found)
        at = found + 1
    if not places:
        return
    changed = dict(zip(places, part, strict=True))
    yield [*(changed.get(place, chunk) for place, chunk in enumerate(full)), *turning]
    yield [*(changed.get(place, chunk) for place, chunk in enumerate(full[: places[-1] + 1])), *turning]


def _only_turns(chunk: Chunk) -> bool:
    """Tell whether a chunk has only what turns other words: the "not" of "travel is not"."""
    return all(token.turns for token in chunk)


def _sort(chunk: Chunk) -> str:
    first = next((token for token in chunk if not token.turns), chunk[0])
    if any(token.kind in TIES for token in chunk):
        return "tie"
    if any(token.verb for token in chunk) or all(token.kind in MOODS for token in chunk):
        return "verb"
    return first.marker or (f"number {first.number.unit}" if first.number else "date" if first.date else "noun")


def _of(chunks: Iterable[Chunk], text: str) -> Reading:
    return Reading(tuple(replace(token, chunk=n) for n, chunk in enumerate(chunks) for token in chunk), text)


@lru_cache(maxsize=2_000)
def readings(sentence: str) -> tuple[Reading, ...]:
    """Return the statements that a sentence makes, by itself and with what its pieces share."""
    found = {one.key: one for one in _readings(segments(sentence)) if one.tokens}
    return tuple(found.values())


def _readings(parts: Sequence[tuple[str, str]]) -> Iterator[Reading]:
    single, count = [reading(text) for _, text in parts], len(parts)
    for first in range(count):
        for end in range(first + 1, count + 1):
            window = joined(parts[first:end])
            yield window
            if first > 1:
                yield joined([parts[0], *parts[first:end]])
            if window.has_verb or not _begins_another(parts, first, end):
                for before in range(max(0, first - _FARTHEST), first):
                    yield from side_by_side(single[before], window)
        if first and (match := re.match(r"(?:which|who|whose)\b(?P<object> (?:the|an?|its)\b)?", parts[first][1].strip())):
            yield from _of_the_last(single[first - 1], single[first], as_object=bool(match["object"]))


def _begins_another(parts: Sequence[tuple[str, str]], first: int, end: int) -> bool:
    """Tell whether pieces without a verb begin a clause of their own: "A is due, B and C are not"."""
    if end == len(parts) or parts[end][0] not in ("and", "or", "und", "oder"):
        return False
    apart = parts[first][0].rstrip(" ") in (",", ";", "but", "while", "whereas")
    return apart and reading(parts[first - 1][1]).has_verb and reading(parts[end][1]).has_verb


def _of_the_last(left: Reading, relative: Reading, *, as_object: bool) -> Iterator[Reading]:
    """Yield what a "which" says of the last things before it."""
    for back in (1, 2):
        things, text = left.chunks[-back:], f"{left.text}, {relative.text}"
        yield _of([*relative.chunks, *things] if as_object else [*things, *relative.chunks], text)
