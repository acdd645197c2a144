"""What a statement has of its passage in another place: at the other end of a time, on the other side of a deed."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from agents.citing.forms import listed
from agents.citing.reading import Reading
from agents.citing.roles import dependent, main_verb, sides

_OPPOSED = (
    {"start", "end"}, {"before", "after"}, {"with", "without"}, {"above", "below"}, {"within", "after"},
    {"during", "after"}, {"during", "before"}, {"before", "start"}, {"in", "after"}, {"in", "before"},
)  # fmt: skip
_ON_A_DAY = frozenset(("on", "in", "at", "during", "am", "im"))
_EDGES = {"start": "start", "after": "start", "end": "end", "before": "end", "by": "end"}


def misplaced(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    """Yield the numbers with another bound, the dates at another end, and the words after the opposite preposition."""
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


def exchanged(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    """Yield what two pieces of the passage say apart and the statement joins crosswise, or across its condition."""
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


def other_side(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    """Yield who gives in the statement and gets in the passage, or the other way round."""
    verb, source = main_verb(said), main_verb(given)
    if verb is None or source is None:
        return
    deed, their_deed = said.tokens[verb], given.tokens[source]
    if deed.passive == their_deed.passive:
        yield from _around(said, given, paired, (verb, source))
    if paired.get(verb) != source and not (deed.word in listed("added") and their_deed.word in listed("left_out")):
        return
    ours, theirs = sides(said), sides(given)
    single = _once(said) & {place for place, there in paired.items() if there in _once(given)}
    both = [
        (place, ours[place], theirs[paired[place]]) for place in single if place in ours and paired[place] in theirs
    ]
    for place, one, other in both:
        if one != other and "giver" in (one, other):
            yield f"has “{said.tokens[place].text}” on the other side of this"
    if deed.verb in listed("idle") or their_deed.verb in listed("idle"):
        return
    turned = (deed.verb in listed("getting")) != (their_deed.verb in listed("getting"))
    if turned and not any(one == other for _, one, other in both):
        yield f"says “{their_deed.text}”, not “{deed.text}”"


def _around(said: Reading, given: Reading, paired: dict[int, int], verbs: tuple[int, int]) -> Iterator[str]:
    """Yield who does it in the statement and comes after the verb in the passage, where that one's doer does too."""
    verb, source = verbs
    before = {place for place in range(verb) if _may_do(said, place)}
    theirs = {place for place in range(source) if _may_do(given, place)}
    come = {place for place in before if paired.get(place, -1) > source}
    gone = {place for place, there in paired.items() if place > verb and there in theirs}
    if come and gone:
        yield f"has “{said.tokens[min(come)].text}” in the place of “{said.tokens[min(gone)].text}”"


def _may_do(told: Reading, place: int) -> bool:
    token = told.tokens[place]
    return token.kind == "word" and not token.marker and not token.verb
