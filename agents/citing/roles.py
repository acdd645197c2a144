"""Who does it and to whom it is done: of two parties to one deed, none may stand in the other's place."""

from typing import Literal

from agents.citing.forms import listed
from agents.citing.reading import Reading
from agents.citing.tokens import MOODS, TIES, Token
from agents.vocabulary.languages import is_german

_ADVERBS = frozenset(("earlier", "later", "together", "again", "once", "immediately", "automatically", "early"))
_CONDITIONS = ("if", "unless", "because")
Side = Literal["giver", "getter", "thing"]


def main_verb(told: Reading) -> int | None:
    """Return the place of the verb that the statement is made with; None where it has none that is known."""
    start, end = _main(told.tokens)
    verbs = [place for place in range(start, end) if told.tokens[place].verb]
    return next((place for place in verbs if not told.tokens[place].modifies), None)


def sides(told: Reading) -> dict[int, Side]:
    """Return on which side of the deed the words of a statement stand, where it tells."""
    verb = main_verb(told)
    if verb is None:
        return {}
    start, end = _main(told.tokens)
    deed, found = told.tokens[verb], dict[int, Side]()
    if deed.verb in listed("idle") or is_german(told.text):
        return {}
    if deed.verb in listed("charging"):
        return {} if deed.passive else _charged(told, start, verb, end)
    gets = deed.verb in listed("getting")
    if deed.verb in listed("either"):
        ways = {token.marker for token in told.tokens[start:end] if token.kind == "word"} & {"start", "end"}
        if len(ways) != 1:
            return {}
        gets = ways == {"start"}
    for place in range(start, end):
        token = told.tokens[place]
        if token.kind != "word" or token.verb or token.word in _ADVERBS or token.text.endswith(("'s", "’s")):
            continue
        side = _before(token, deed, gets=gets) if place < verb else _after(token, gets=gets)
        if side:
            found[place] = side
    return found


def _charged(told: Reading, start: int, verb: int, end: int) -> dict[int, Side]:
    """Return who gets money and who gives it where one charges another."""
    found = dict[int, Side]()
    for place in range(start, end):
        token = told.tokens[place]
        if not token.marker and token.kind == "word" and (place < verb or (place > verb and token.capital)):
            found[place] = "getter" if place < verb else "giver"
    return found


def _before(token: Token, deed: Token, *, gets: bool) -> Side | None:
    if token.marker:
        return None
    if gets:
        return "thing" if deed.passive else "getter"
    return "getter" if deed.passive else "giver"


def _after(token: Token, *, gets: bool) -> Side | None:
    if not token.marker:
        return "thing" if gets else "getter"
    if token.marker == "by":
        return "getter" if gets else "giver"
    if token.marker == "start" and gets:
        return "giver"
    return "getter" if token.marker == "end" and not gets else None


def _main(tokens: tuple[Token, ...]) -> tuple[int, int]:
    """Return where the statement itself begins and ends, without what it depends on."""
    start = 0
    if tokens and (tokens[0].marker or tokens[0].kind in (*TIES, "number", "date", "only")):
        start = next((place for place, token in enumerate(tokens) if token.part > tokens[0].part), 0)
        start = 0 if tokens[start].kind in TIES else start
    ties = (place for place in range(start + 1, len(tokens)) if tokens[place].kind in TIES)
    return start, next(ties, len(tokens))


def dependent(told: Reading) -> set[int]:
    """Return the places of what the statement depends on: of its conditions and reasons."""
    start, end = _main(told.tokens)
    if not start and any(token.kind in TIES for token in told.tokens[:2]):
        return set()  # turned round without a comma
    tied = any(token.kind in _CONDITIONS for token in told.tokens[:2])
    end = next((place for place in range(start, len(told.tokens)) if told.tokens[place].kind in _CONDITIONS), end)
    end = end if end < len(told.tokens) and told.tokens[end].kind in _CONDITIONS else len(told.tokens)
    return {place for place in range(len(told.tokens)) if (tied and place < start) or place > end}


def moods(told: Reading) -> set[str]:
    """Return what the statement makes of its verb: a duty, a leave, a possibility."""
    return {token.kind for token in told.tokens if token.kind in MOODS}
