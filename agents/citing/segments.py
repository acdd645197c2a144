"""A sentence cut where it could be two: at its "and", "but", semicolons and commas, but never off its condition."""

import re
from functools import lru_cache

from agents.citing.marks import statements

_JOINT = re.compile(
    r"(?P<hard>;\s+|:\s+|,?\s+(?:but|whereas|aber|sondern|jedoch)\s+|,\s+(?:while|während)\s+|,?\s+(?=because\b))"
    r"|(?P<soft>,?\s+(?:and|or|und|oder|sowie),?\s+|,\s+)"
)
_DEPENDENT = re.compile(
    r"\W*(?:if|unless|except|where|when|whenever|as long as|once|while|until|till|only|without|not|before|after|because"
    r"|wenn|falls|sofern|solange|sobald|es sei denn|nur|ohne|bis|weil|at most|at least|less|plus|by|subject)\b",
    re.IGNORECASE,
)
"""After a comma, what the words before it depend on."""
_DEPENDENT_SIDE = re.compile(r"\W*(?:only|nur|then only)\b|\W*(?:if|unless|when|where)\b(?!.*,)", re.IGNORECASE)
"""After an "and", one more condition of the same."""
_OPENING = re.compile(
    r"\W*(?:in|on|at|by|for|from|after|before|until|if|when|of|as|within|per|each|every|only|up to|unless|where|with"
    r"|without|under|above|below|during|since|once|apart|except|while|because|to|between|im|am|bei|für|bis|ab|seit|vor"
    r"|nach|mit|wenn|ohne|falls|sofern|solange)\b",
    re.IGNORECASE,
)
"""What stands before the first comma and belongs to what comes after it."""
_LIMIT = re.compile(r"(?:not? more than|at most|at least|only|up to)\b", re.IGNORECASE)
"""After a "but", what limits the words before it."""
_IF = re.compile(r"\b(?:if|wenn|falls)\b", re.IGNORECASE)
_PAIR = re.compile(r"\b(?:between|zwischen)\s+(?:(?!\b(?:and|und)\b)[^,;])*$", re.IGNORECASE)


def passage_statements(text: str) -> list[str]:
    """Return the sentences of a passage."""
    return [one.text for one in statements(text) if one.text]


@lru_cache(maxsize=5_000)
def segments(sentence: str) -> tuple[tuple[str, str], ...]:
    """Return the pieces of a sentence, each with the joint before it."""
    found, start, joint = list[tuple[str, str]](), 0, ""
    for match in _JOINT.finditer(sentence):
        before, after = sentence[start : match.start()], sentence[match.end() :]
        if before.strip() and not _belongs(match, before, after, first=start == 0):
            found.append((joint, before))
            joint, start = match[0].strip(), match.end()
    return *found, (joint, sentence[start:])


def _belongs(match: re.Match[str], before: str, after: str, *, first: bool) -> bool:
    """Tell whether what follows a joint cannot be told without what comes before it."""
    if match["hard"]:
        return bool(_LIMIT.match(after))
    if _IF.match(after) and _IF.search(before) and "and" not in match[0]:
        return False
    if match[0].strip() == ",":
        opening = _OPENING.match(before) and (first or _DEPENDENT.match(before))
        return bool(_DEPENDENT.match(after) or opening)
    return bool(_PAIR.search(before) or _DEPENDENT_SIDE.match(after))
