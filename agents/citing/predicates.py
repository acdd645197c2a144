"""Which word of a piece is its verb: a participle that describes a noun is none, nor is a noun that looks like one."""

from collections.abc import Sequence
from dataclasses import dataclass

from agents.citing.forms import kind_among, listed, verb_form
from agents.citing.tokens import MARKERS, MOODS

BE = frozenset(
    "is are was were be been being ist sind wird werden wurde wurden".split()  # noqa: SIM905 - reads better
)
_RELATIVE = frozenset(("who", "which", "that"))
_BEFORE_A_NOUN = frozenset(("a", "an", "the", "its", "their", "this", "each", "any"))
_BESIDE_A_VERB = frozenset(("also", "only", "always"))


@dataclass(frozen=True, slots=True)
class Predicate:
    """What a word is as a verb."""

    verb: str = ""
    passive: bool = False
    modifies: bool = False


_NONE = Predicate()


def predicate_at(place: int, found: Sequence[str], text: str, after: str) -> Predicate:
    """Return what the word at a place of a piece's folded words is as a verb; `after` is what it comes after: "name",
    "word", or "" for nothing.
    """
    base, form = verb_form(found[place])
    if not base or form == "ing" or text.endswith(("'s", "’s", "s'", "s’")) or (text[0].isupper() and place):
        return _NONE
    before = list(reversed(found[max(0, place - 4) : place]))
    near = next((word for word in before if word not in listed("not") and word not in _BESIDE_A_VERB), "")
    if form == "past":
        return _past(base, place, found, near)
    noun = bool(kind_among(near, (*MARKERS, "other"))) or near in _BEFORE_A_NOUN
    relative = near in _RELATIVE
    if form == "base":
        asked = near in ("to", "did", "do", "does") or kind_among(near, MOODS)
        plural = near.endswith("s") and near not in listed("nothing")
        return (
            Predicate(base, modifies=relative)
            if asked or (not noun and (plural or relative or after == "name"))
            else _NONE
        )
    if not near and text.islower() and _begins(place, found):
        return Predicate(base)
    finite = after and near and not noun and not kind_among(near, MOODS)
    return Predicate(base, modifies=relative) if finite else _NONE


def _past(base: str, place: int, found: Sequence[str], near: str) -> Predicate:
    before = list(reversed(found[max(0, place - 4) : place]))
    be = any(word in BE for word in before[:3])
    relative = near in _RELATIVE or (be and any(word in _RELATIVE for word in before))
    marked = bool(before) and bool(kind_among(before[0], MARKERS))  # "until withdrawn"
    bare = not (be or near in listed("nothing")) and _verb_follows(place, found)
    return Predicate(base, be, relative or marked or bare)


def _begins(place: int, found: Sequence[str]) -> bool:
    """Tell whether a piece begins with its verb, "and keeps 35%": no other follows, and what follows can be taken."""
    after = found[place + 1] if place + 1 < len(found) else ""
    return not (after in BE or kind_among(after, ("other", "start", "end", *MOODS)) or _verb_follows(place, found))


def _verb_follows(place: int, found: Sequence[str]) -> bool:
    """Tell whether a finite verb comes later: then a bare participle only describes."""
    return any(word in BE or kind_among(word, MOODS) or verb_form(word)[1] == "present" for word in found[place + 1 :])
