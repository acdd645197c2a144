"""Every single statement that a sentence makes: what it says side by side is told apart, "the hall weekly"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from agents.citing.reading import Chunk, Reading, joined, of_chunks, only_turns, reading, sort_of
from agents.citing.segments import segments

_RELATIVE = re.compile(r"\s*(?:which|who|whose)\b(?P<object> (?:the|an?|its)\b)?")
_LEAVING_OPEN = re.compile(
    r"\b(?:may|might|can|could|if|unless|when|whether|not|no|never|only|all|any|every|each|kann|können|darf|dürfen|wenn"
    r"|falls|nicht|kein\w*|nur|alle\w*|jede\w*)\b",
    re.IGNORECASE,
)
"""What makes of "one or the other" each of them: "A or B may be used" says that A may be."""
_FARTHEST = 3
"""Pieces between two that are told side by side."""
_LONGEST = 12
"""Pieces of a statement that is not its whole sentence."""
_MOST = 2_000
"""Statements of one sentence; what a longer list might also mean is not looked for."""


def side_by_side(left: Reading, right: Reading) -> Iterator[Reading]:
    """Yield what each of two pieces says with what it shares with the other."""
    ours, theirs = left.chunks, right.chunks
    if not ours or not theirs:
        return
    text = f"{left.text} … {right.text}"
    ours_are, theirs_are = [sort_of(chunk) for chunk in ours], [sort_of(chunk) for chunk in theirs]
    for place in range(1, len(ours)):
        if ours_are[place] == theirs_are[0] or (theirs_are[0] == "noun" and ours_are[place].startswith("number")):
            yield of_chunks([*ours[:place], *theirs], text)
            if not right.has_verb:
                yield from (
                    of_chunks([*ours[:place], *theirs, *ours[end:]], text) for end in range(place + 1, len(ours))
                )
    if left.has_verb and right.has_verb and not only_turns(theirs[-1]):
        return
    for place in range(1, len(theirs)):
        if theirs_are[place - 1] == ours_are[-1] or (ours_are == ["noun"]):
            yield of_chunks([*ours, *theirs[place:]], text)
    full, part = (ours, theirs) if left.has_verb or not right.has_verb else (theirs, ours)
    yield from (of_chunks(chunks, text) for chunks in _in_place_of(full, part))


def _in_place_of(full: Sequence[Chunk], part: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Yield the longer of two pieces with each chunk of the shorter for the next one of its sort."""
    sorts, places, at = [sort_of(chunk) for chunk in full], list[int](), 0
    turning, part = [one for one in part if only_turns(one)], [one for one in part if not only_turns(one)]
    for chunk in part:
        found = next((place for place in range(at, len(full)) if sorts[place] == sort_of(chunk)), None)
        if found is None:
            return
        places.append(found)
        at = found + 1
    if not places:
        return
    changed = dict(zip(places, part, strict=True))
    yield [*(changed.get(place, chunk) for place, chunk in enumerate(full)), *turning]
    yield [*(changed.get(place, chunk) for place, chunk in enumerate(full[: places[-1] + 1])), *turning]


@lru_cache(maxsize=2_000)
def readings(sentence: str) -> tuple[Reading, ...]:
    """Return the statements that a sentence makes, by itself and with what its pieces share."""
    found = {one.key: one for one in islice(_readings(segments(sentence)), _MOST) if one.tokens}
    return tuple(found.values())


def _readings(parts: Sequence[tuple[str, str]]) -> Iterator[Reading]:
    single, count = [reading(text) for _, text in parts], len(parts)
    alternatives = not _LEAVING_OPEN.search(" ".join(text for _, text in parts))
    if count > _LONGEST:
        yield joined(parts)
    for first in range(count):
        for end in range(first + 1, min(first + _LONGEST, count) + 1):
            if alternatives and "or" in _cut_at(parts, first, end):
                continue
            window = joined(parts[first:end])
            yield window
            if first > 1:
                yield joined([parts[0], *parts[first:end]])
            if window.has_verb or not _begins_another(parts, first, end):
                for before in range(max(0, first - _FARTHEST), first):
                    yield from side_by_side(single[before], window)
        if first and (match := _RELATIVE.match(parts[first][1])):
            yield from _of_the_last(single[first - 1], single[first], as_object=bool(match["object"]))


def _cut_at(parts: Sequence[tuple[str, str]], first: int, end: int) -> set[str]:
    """Return the joints at which some pieces are cut from those beside them."""
    joints = ([parts[first][0]] if first else []) + ([parts[end][0]] if end < len(parts) else [])
    return {"or" if joint.strip() in ("or", "oder") else joint.strip() for joint in joints}


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
        yield of_chunks([*relative.chunks, *things] if as_object else [*things, *relative.chunks], text)
