"""Hold one statement against one of a passage: no more, no less, and nothing in another's place."""

from collections.abc import Iterator
from dataclasses import dataclass

from agents.citing.forms import listed, verb_form
from agents.citing.likeness import pairs
from agents.citing.readings import Reading
from agents.citing.roles import main_verb, moods, sides
from agents.citing.support import Source
from agents.citing.tokens import Token

_OPPOSED = (
    {"start", "end"}, {"before", "after"}, {"with", "without"}, {"above", "below"}, {"within", "after"},
    {"during", "after"}, {"during", "before"}, {"before", "start"},
)  # fmt: skip
_ON_A_DAY = frozenset(("on", "in", "at", "during", "am", "im"))
_EDGES = {"start": "start", "after": "start", "end": "end", "before": "end", "by": "end"}
_TURNED = ("not", "if", "unless", "except", "because", "only", "all")


@dataclass(frozen=True)
class Difference:
    """What a statement and its passage do not have in common, in words for the author; empty where nothing."""

    whys: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.whys)


def difference(said: Reading, given: Reading, topic: Source) -> Difference:
    """Return how a statement differs from the passage's; `topic` is what the passage's headings say it is about."""
    paired = pairs(said.tokens, given.tokens)
    return Difference(
        (
            *_more(said, paired, topic),
            *_less(said, given, paired),
            *_denied(said, given),
            *_mood(said, given),
            *_misplaced(said, given, paired),
            *_other_side(said, given, paired),
        )
    )


def _more(said: Reading, paired: dict[int, int], topic: Source) -> Iterator[str]:
    for place, token in enumerate(said.tokens):
        if place in paired or token.kind in ("not", "may", "must", "would", "will"):
            continue
        if token.kind == "word" and (token.word in listed("added") or topic.has(token.word)):
            continue
        if not _one(token):
            yield f"does not say “{token.text}” of this"


def _less(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    taken = set(paired.values())
    for place, token in enumerate(given.tokens):
        if place in taken or token.kind in ("not", "may", "must", "would", "will", "all") or _one(token):
            continue
        if token.kind == "word" and (token.word in listed("left_out") or _names_beside(given.tokens, place, taken)):
            continue
        yield f"says this with “{token.text}”"


def _names_beside(tokens: tuple[Token, ...], place: int, taken: set[int]) -> bool:
    """Tell whether a word only says what a name beside it is, or is the rest of a name: "the farmer Ines Carvalho"."""
    token, found = tokens[place], False
    for there in (place + 1, place + 2, place + 3):
        if there >= len(tokens) or tokens[there].chunk != token.chunk:
            break
        if tokens[there].capital:
            found = there in taken
            break
    before = place - 1
    rest = token.capital and before in taken and tokens[before].capital and tokens[before].chunk == token.chunk
    return rest or (found and (not token.capital or place == 0))


def _one(token: Token) -> bool:
    return bool(token.number and token.number.quantity.magnitude == 1 and not token.number.unit)


def _denied(said: Reading, given: Reading) -> Iterator[str]:
    ours, theirs = (sum(token.kind == "not" for token in one.tokens) % 2 for one in (said, given))
    if ours != theirs:
        yield "denies what this states" if theirs else "does not deny this"


def _mood(said: Reading, given: Reading) -> Iterator[str]:
    ours, theirs = moods(said), moods(given)
    only = all(any(token.kind == "only" for token in one.tokens) for one in (said, given))
    denied = all(any(token.kind == "not" for token in one.tokens) for one in (said, given))
    for mood in ("may", "would"):
        if (mood in ours) != (mood in theirs) and not (mood == "may" and (only or denied)):
            yield f"says this with “{mood}”" if mood in theirs else f"does not say this with “{mood}”"


def _misplaced(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    for place, there in paired.items():
        one, other = said.tokens[place], given.tokens[there]
        if one.number and other.number and one.number.bound != other.number.bound:
            yield f"gives “{other.text}” with another bound"
        elif one.date and _edges_differ(one.marker, other.marker):
            yield f"says “{other.marker} {other.text}”, not “{one.marker} {one.text}”"
        elif not one.date and any({one.marker, other.marker} == opposed for opposed in _OPPOSED):
            yield f"says “{other.text}” with “{other.marker}”, not with “{one.marker}”"


def _edges_differ(one: str, other: str) -> bool:
    ours, theirs = ("on" if marker in _ON_A_DAY else _EDGES.get(marker, "") for marker in (one, other))
    return bool(ours and theirs and ours != theirs)


def _other_side(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    ours, theirs = sides(said), sides(given)
    both = [(place, ours[place], theirs[there]) for place, there in paired.items() if place in ours and there in theirs]
    for place, one, other in both:
        if one != other and "giver" in (one, other):
            yield f"has “{said.tokens[place].text}” on the other side of this"
    verb, source = main_verb(said), main_verb(given)
    if verb is None or source is None or paired.get(verb) != source:
        return
    deeds = said.tokens[verb].verb, given.tokens[source].verb
    turned = (deeds[0] in listed("getting")) != (deeds[1] in listed("getting"))
    if turned and not any(one == other for _, one, other in both):
        yield f"says “{given.tokens[source].text}”, not “{said.tokens[verb].text}”"
