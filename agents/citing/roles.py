"""Who does it and to whom it is done: of two parties to one deed, none may stand in the other's place."""

from typing import Literal

from agents.citing.forms import listed
from agents.citing.readings import Reading
from agents.citing.tokens import MOODS, TIES, Token
from agents.vocabulary.languages import is_german

Side = Literal["giver", "getter", "thing"]


def main_verb(told: Reading) -> int | None:
    """Return the place of the verb that the statement is made with; None where it has none that is known."""
    start, end = _main(told.tokens)
    verbs = [place for place in range(start, end) if told.tokens[place].verb]
    return next((place for place in verbs if not told.tokens[place].modifies), verbs[0] if verbs else None)


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
        return {place: "getter" for place in range(start, verb) if not (deed.passive or told.tokens[place].marker)}
    gets = deed.verb in listed("getting")
    for place in range(start, end):
        token = told.tokens[place]
        if token.kind != "word" or token.verb:
            continue
        side = _before(token, deed, gets=gets) if place < verb else _after(token, gets=gets)
        if side:
            found[place] = side
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
    end = next((place for place in range(start, len(tokens)) if tokens[place].kind in TIES and place > start), len(tokens))
    return start, end


def dependent(told: Reading) -> set[int]:
    """Return the places of what the statement depends on: of its conditions and reasons."""
    start, end = _main(told.tokens)
    return {place for place in range(len(told.tokens)) if told.tokens[0].kind in TIES and place < start or place > end}


def moods(told: Reading) -> set[str]:
    """Return what the statement makes of its verb: a duty, a leave, a possibility."""
    return {token.kind for token in told.tokens if token.kind in MOODS}
