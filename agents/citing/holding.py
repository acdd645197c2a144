"""Hold one statement against one of a passage: no more, no less, and nothing in another's place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from agents.citing.forms import listed
from agents.citing.likeness import pairs
from agents.citing.readings import Reading
from agents.citing.roles import dependent, main_verb, moods, sides
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
class Spoken:
    """What passages say as a whole."""

    topic: Source
    """Their headings: what they are about."""
    stems: frozenset[str]


@dataclass(frozen=True)
class Difference:
    """What a statement and its passage do not have in common, in words for the author; empty where nothing."""

    whys: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.whys)


def difference(said: Reading, given: Reading, cited: "Spoken") -> Difference:
    """Return how a statement differs from the passage's; `cited` is what the passages say beside it."""
    paired = pairs(said.tokens, given.tokens, cited.stems)
    return Difference(
        (
            *_more(said, given, paired, cited.topic),
            *_less(said, given, paired),
            *_exchanged(said, given, paired),
            *_denied(said, given),
            *_mood(said, given),
            *_misplaced(said, given, paired),
            *_other_side(said, given, paired),
        )
    )


def _more(said: Reading, given: Reading, paired: dict[int, int], topic: Source) -> Iterator[str]:
    for place, token in enumerate(said.tokens):
        if place in paired or token.kind in ("not", "may", "must", "would", "will"):
            continue
        if token.kind == "word" and (token.word in listed("added") or _is_topic(token, topic) or _in_phrase(token, given)):
            continue
        if not _one(token):
            yield f"does not say “{token.text}” of this"


def _is_topic(token: Token, topic: Source) -> bool:
    return all(topic.has(part) for part in token.word.split("-"))


def _less(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    taken = set(paired.values()) | _doer(said, given)
    for place, token in enumerate(given.tokens):
        if place in taken or token.kind in ("not", "may", "must", "would", "will", "all") or _one(token):
            continue
        if token.kind == "word" and (token.word in listed("left_out") or _in_phrase(token, said)):
            continue
        if token.kind == "word" and _names_beside(given.tokens, place, taken):
            continue
        yield f"says this with “{token.text}”"


def _doer(said: Reading, given: Reading) -> set[int]:
    """Return the places of who does it, of whom a passive need not speak."""
    verb, source = main_verb(said), main_verb(given)
    if verb is None or source is None or not said.tokens[verb].passive or given.tokens[source].passive:
        return set()
    if any(token.marker == "by" for token in said.tokens):
        return set()
    return {place for place in range(source) if not given.tokens[place].marker and given.tokens[place].kind == "word"}


def _in_phrase(token: Token, other: Reading) -> bool:
    """Tell whether a word belongs to a phrase that the other statement has in other words: the "down" of "went down"."""
    return any(token.phrases & one.groups for one in other.tokens)


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
    ours, theirs = _denials(said) % 2, _denials(given) % 2
    if ours != theirs:
        yield "denies what this states" if theirs else "does not deny this"


def _denials(told: Reading) -> int:
    denied = [token for token in told.tokens if token.kind == "not"]
    without = {token.chunk for token in told.tokens if token.marker == "without"}
    return len(denied) + len(without - {token.chunk for token in denied})


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


def _exchanged(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    """What two pieces of the passage say apart, joined crosswise."""
    single = _once(said) & {place for place, there in paired.items() if there in _once(given)}
    homes = dict[int, set[int]]()
    for place in single:
        homes.setdefault(said.tokens[place].piece, set()).add(given.tokens[paired[place]].piece)
    crossed = [one & other for one, other in combinations(homes.values(), 2) if len(one & other) > 1]
    if crossed:
        yield "joins what is said apart"
    ours, theirs = dependent(said), dependent(given)
    for place in single:
        if (place in ours) != (paired[place] in theirs) and said.tokens[place].kind == "word":
            yield f"has “{said.tokens[place].text}” on the other side of its condition"


def _once(told: Reading) -> set[int]:
    """Return the places of the words that a statement has once."""
    count = Counter(token.word or token.text for token in told.tokens)
    return {place for place, token in enumerate(told.tokens) if count[token.word or token.text] == 1}


def _other_side(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    verb, source = main_verb(said), main_verb(given)
    if verb is None or source is None:
        return
    deed, their_deed = said.tokens[verb], given.tokens[source]
    if paired.get(verb) != source and not (deed.word in listed("added") and their_deed.word in listed("left_out")):
        return
    ours, theirs = sides(said), sides(given)
    single = _once(said) & {place for place, there in paired.items() if there in _once(given)}
    both = [(place, ours[place], theirs[paired[place]]) for place in single if place in ours and paired[place] in theirs]
    for place, one, other in both:
        if one != other and "giver" in (one, other):
            yield f"has “{said.tokens[place].text}” on the other side of this"
    if deed.verb in listed("idle") or their_deed.verb in listed("idle"):
        return
    turned = (deed.verb in listed("getting")) != (their_deed.verb in listed("getting"))
    if turned and not any(one == other for _, one, other in both):
        yield f"says “{their_deed.text}”, not “{deed.text}”"
