"""Things told side by side, "the offices daily and the hall weekly": what is said of one is not said of the other."""

import re
from collections.abc import Iterator, Sequence

from agents.citing.clauses import has_verb
from agents.vocabulary.languages import says_nothing, words

_SIDE = re.compile(r",\s+(?:and\s+|und\s+)?|\s+(?:and|und)\s+")
_PRO_FORMS = frozenset(("one", "ones", "those"))
_WITH_A_PREPOSITION = re.compile(r"(?:with|without|at|in|on|by|for|from|to|of|mit|ohne|bei|von|zu)\b", re.IGNORECASE)


def mixed_up(said: str, source: str) -> tuple[str, str] | None:
    """Return a word of one side and a word of the other that a clause joins, where its source keeps the two apart."""
    parts = next(((left, right) for left, right in _sides(said)), (said,))
    return next((found for part in parts if (found := _mixed_up(set(words(part)), source))), None)


def _mixed_up(spoken: set[str], source: str) -> tuple[str, str] | None:
    for left, right in _sides(source):
        ours, theirs = _own(left, right), _own(right, left)
        if len(ours) < 2 or len(theirs) < 2:
            continue
        takes_on = theirs[0] in spoken and theirs[-1] not in spoken and ours[-1] in spoken
        gives_up = theirs[-1] in spoken and theirs[0] not in spoken and ours[-1] not in spoken
        if takes_on:
            return theirs[0], ours[-1]
        if gives_up and any(word in spoken for word in ours):
            return theirs[-1], next(word for word in ours if word in spoken)
    return None


def begins_a_side(word: str, source: str) -> bool:
    """Tell whether a word is the subject of a side that leaves out its verb: "claims to Cork, returns to Athlone"."""
    return any(word in words(right)[:3] for _, right in _sides(source))


def exchanged(said: Sequence[str], source: Sequence[str]) -> tuple[str, str] | None:
    """Return two words that stand in each other's place, where all others that both stretches have keep theirs."""
    ours, theirs = [word for word in said if word in source], [word for word in source if word in said]
    off = [place for place, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other]
    if len(ours) < 4 or len(off) != 2 or off[1] - off[0] < 2:
        return None
    return ours[off[0]], ours[off[1]]


def _sides(source: str) -> Iterator[tuple[str, str]]:
    """Yield what stands on both sides of each "and" after which no verb comes."""
    cuts = [*_SIDE.finditer(source)]
    for place, cut in enumerate(cuts):
        end = cuts[place + 1].start() if place + 1 < len(cuts) else len(source)
        left, right = source[: cut.start()], source[cut.end() : end]
        if has_verb(left) and not has_verb(right) and not _WITH_A_PREPOSITION.match(right):
            yield left, right


def _own(side: str, other: str) -> list[str]:
    """Return the telling words of a side that the other has not, in their order."""
    theirs = set(words(other))
    return [word for word in words(side) if word not in theirs and not says_nothing(word) and word not in _PRO_FORMS]
