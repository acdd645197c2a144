"""Whether a stretch denies something, in whatever words: "not covered", "excluded", "without", "no one but"."""

import re

_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|no one|nothing|none|neither|nor|cannot|nowhere"
    r"|nicht|kein|keine[nmrs]?|nie|niemals|niemand|nichts|weder)\b|n't\b|\bun(?=paid\b|insured\b|used\b)"
)
_DENYING_WORDS = (
    r"(?:exclude[sd]?|excluding|exempt(?:ed)?|forbidden|prohibited|still (?:outstanding|pending)"
    r"|ausgeschlossen|verboten)"
)
_DENIED = re.compile(rf"\b{_DENYING_WORDS}\b")
_NO_DENIAL = re.compile(
    r"\b(?:no|not)(?: be)? (?:more|less|later|earlier|longer|fewer) than\b|\bnot only\b|\bno later\b"
    r"|\bnicht (?:mehr|weniger|spater) als\b|\bat no (?:\w+ )?(?:cost|charge)\b"
    rf"|\b(?:not|never|nicht)(?: \w+)? {_DENYING_WORDS}\b"
)
_ONLY = re.compile(r"\b(?:only|nur)\b")
_EXCEPTING = re.compile(r"\b(?:except|unless|without|other than|but|until|before|ausser|ohne|es sei denn)\b")
_WITHOUT = re.compile(r"\b(?:without|ohne)(?: (?:an?|any|the|eine?[nr]?|jede[nrs]?))? (\w+)")


def denies(folded: str) -> bool:
    """Tell whether a folded stretch denies something; what it denies twice it states."""
    rest = _NO_DENIAL.sub(" ", folded)
    return bool(_NEGATION.search(rest) or _DENIED.search(rest))


def negates(folded: str) -> bool:
    """Tell whether a folded stretch has a word that negates, whatever comes of it."""
    return bool(_NEGATION.search(folded))


def denial_problem(statement: str, source: str) -> str | None:
    """Return how two folded stretches disagree on whether a thing is so; None where they agree.

    "Not without consent" is "only with consent", and what is done without a thing has no such thing.
    """
    if denies(statement) == denies(source):
        return None
    stating, denying = (source, statement) if denies(statement) else (statement, source)
    if any(thing in denying for thing in _WITHOUT.findall(stating)) and not _WITHOUT.search(denying):
        return None
    if _ONLY.search(stating) and _EXCEPTING.search(denying):
        return None
    return "does not deny this" if denying is statement else "denies what this states"


def without_problem(statement: str, source: str) -> str | None:
    """Return what one of two folded stretches has "without" and the other has not; None where they agree."""
    for one, other in ((statement, source), (source, statement)):
        for thing in _WITHOUT.findall(one):
            if re.search(rf"\b{thing.removesuffix('ing')}", other) and not denies(other) and not _WITHOUT.search(other):
                return thing
    return None
