"""Hold one statement against one of a passage: no more, no less, and nothing in another's place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.citing.forms import listed, verb_form
from agents.citing.likeness import pairs
from agents.citing.misplacing import exchanged, misplaced, other_side
from agents.citing.reading import Reading
from agents.citing.roles import main_verb, moods
from agents.citing.support import Source
from agents.citing.tokens import MOODS, Token

_WAS = re.compile(r"\b(?:was|were|has|have|had)\b", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|be|being)\b", re.IGNORECASE)
_HELD_AS_A_WHOLE = ("not", *MOODS)


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


def difference(said: Reading, given: Reading, cited: Spoken) -> Difference:
    """Return how a statement differs from the passage's; `cited` is what the passages say beside it."""
    paired = pairs(said.tokens, given.tokens, cited.stems)
    return Difference(
        (
            *_more(said, given, paired, cited.topic),
            *_less(said, given, paired),
            *exchanged(said, given, paired),
            *_denied(said, given, paired),
            *_mood(said, given),
            *_time(said, given),
            *misplaced(said, given, paired),
            *other_side(said, given, paired),
        )
    )


def _more(said: Reading, given: Reading, paired: dict[int, int], topic: Source) -> Iterator[str]:
    for place, token in enumerate(said.tokens):
        if place in paired or token.kind in _HELD_AS_A_WHOLE:
            continue
        if token.kind == "word" and (
            _is_added(token, given, paired) or _is_topic(token, topic) or _in_phrase(token, given)
        ):
            continue
        if not _is_one(said.tokens, place):
            yield f"does not say “{token.text}” of this"


def _is_added(token: Token, given: Reading, paired: dict[int, int]) -> bool:
    """Tell whether a word adds nothing; a verb does where the passage has another that it may stand for, or none."""
    if not _is_slight(token, "added"):
        return False
    taken = set(paired.values())
    verbs = [place for place, one in enumerate(given.tokens) if one.verb and not one.modifies]
    return not token.verb or not given.has_verb or any(place not in taken for place in verbs)


def _is_slight(token: Token, words: str) -> bool:
    return token.word in listed(words) or token.verb in listed("slight")


def _is_topic(token: Token, topic: Source) -> bool:
    """Tell whether a word names what the passages are about; a deed of their heading is none of this statement."""
    return not token.verb and all(topic.has(part) for part in token.word.split("-"))


def _less(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    taken = set(paired.values()) | _doer(said, given)
    for place, token in enumerate(given.tokens):
        if place in taken or token.kind in _HELD_AS_A_WHOLE or token.kind == "all" or _is_one(given.tokens, place):
            continue
        if token.kind == "word" and (_is_slight(token, "left_out") or _in_phrase(token, said)):
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
    """Tell whether a word belongs to a phrase that the other statement has: the "down" of "went down"."""
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
    rest = token.capital and before in taken and tokens[before].capital and _follows(token, tokens[before])
    return rest or (found and (not token.capital or place == 0))


def _follows(token: Token, before: Token) -> bool:
    """Tell whether nothing stands between two words, not even the "or" of "Acme or Borg"."""
    return token.chunk == before.chunk and token.start == before.start + len(before.text) + 1


def _is_one(tokens: tuple[Token, ...], place: int) -> bool:
    """Tell whether a number is as good as an article: "one director"; not "plant 1", nor "one of the directors"."""
    token, number = tokens[place], tokens[place].number
    if number is None or number.unit or number.quantity.magnitude != 1 or token.text.isdecimal():
        return False
    return place + 1 == len(tokens) or tokens[place + 1].marker != "of"


def _denied(said: Reading, given: Reading, paired: dict[int, int]) -> Iterator[str]:
    ours, theirs = _denials(said) % 2, _denials(given) % 2
    if ours != theirs:
        yield "denies what this states" if theirs else "does not deny this"
    ours, theirs = _denied_things(said), _denied_things(given)
    if ours and theirs and any((one in ours) != (other in theirs) for one, other in paired.items()):
        yield "denies another part of this"


def _denied_things(told: Reading) -> set[int]:
    """Return the places of what a statement denies beside its verb: "for the burner, not for the gas"."""
    found = set[int]()
    for chunk in {token.chunk for token in told.tokens if token.kind == "not"}:
        places = [place for place, token in enumerate(told.tokens) if token.chunk == chunk]
        if not any(told.tokens[place].verb for place in places):
            found.update(places)
    return found


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


def _time(said: Reading, given: Reading) -> Iterator[str]:
    if given.has_verb and _is_done(said) and not _is_done(given):
        yield "does not say that this is done"


def _is_done(told: Reading) -> bool:
    """Tell whether a statement speaks of the past."""
    verb = main_verb(told)
    past = verb is not None and verb_form(told.tokens[verb].word)[1] == "past"
    return bool(_WAS.search(told.text)) or (past and not _IS.search(told.text))
