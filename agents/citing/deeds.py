"""Who does a thing to whom: of two parties to one deed, a sentence may not put one in the other's place."""

import re
from dataclasses import dataclass

from agents.citing.coordination import begins_a_side
from agents.citing.parties import parties
from agents.citing.stretch import Stretch
from agents.vocabulary.languages import fold, words

_BE = r"(?:is|are|was|were|be|been|being|gets?|got)"
_GETTING = re.compile(
    r"(?:receiv|borrow|b[uo](?:y|ys|ught)\b|purchas|obtain|earn|gets?\b|got\b|charg|bill(?:s|ed)?\b|invoic|hir(?:e|es|ed)\b|rents?\b)"
)
"""Its subject is who gets, and the other party who gives."""
_VERB = re.compile(
    r"\s*(?P<modal>(?:must|may|shall|can|could|will|would|should|ha(?:ve|[sd]) to|does|do|did|not|never|also|then)\s+)*"
    rf"(?P<be>{_BE}\s+(?:not |never |also |only |always )?)?(?P<verb>[a-z]{{2,}})"
)
_INTRODUCTION = re.compile(
    r"^(?:in|on|at|by|for|from|after|before|until|if|when|of|as|within|per|each|every|only)\b[^,]*,\s*"
)
_PRONOUN = re.compile(r"(?:it|they|he|she)\b")
_ARTICLE = re.compile(r"^(?:the|an?|its|their|each|every|either|any)\s+")

_FINITE = re.compile(r"\w+(?:s|ed)|paid|sold|bought|lent|gave|got|bore|held|sent|took|told")
_PARTICIPLE = re.compile(r"(?:ed|en|id|nt|ld|ght)$")
_NOT_BEFORE_A_PARTY = frozenset(("of", "to", "for", "on", "at", "by", "with", "in", "from", "is", "are", "and", "or"))


@dataclass(frozen=True)
class Deed:
    """The parties to what a clause tells; `giver` does it, or is who has less by it."""

    giver: frozenset[str]
    getter: frozenset[str]


def exchanged_parties(said: str, source: str, names: frozenset[str], before: str = "") -> tuple[str, str] | None:
    """Return who does it in a clause and who does it in its source, where the two have changed places.

    `before` is the clause before the source, whose subject its "it" or "they" are.
    """
    ours, theirs = _deed(said, names, ""), _deed(source, names, before)
    for one, other, same in (
        (ours.giver, theirs.getter, theirs.giver),
        (ours.getter, theirs.giver, theirs.getter),
    ):
        changed = {word for word in one & other if not begins_a_side(word, source)}
        if changed and not one & same:
            return min(changed), min((same or theirs.giver | theirs.getter) - one, default="another")
    return None


def _deed(text: str, names: frozenset[str], before: str) -> Deed:
    known = frozenset(parties(Stretch(text), names))
    folded = _INTRODUCTION.sub("", fold(text).strip())
    subject, rest = _subject(folded, known)
    if before and _PRONOUN.match(folded):
        subject, _ = _subject(fold(before), frozenset(parties(Stretch(before), names)))
        rest = _PRONOUN.sub("", folded, count=1)
    verb = _VERB.match(rest)
    if not subject or verb is None or not (verb["be"] or verb["modal"] or _FINITE.fullmatch(verb["verb"])):
        return Deed(frozenset(), frozenset())
    others = frozenset(word for word in words(rest) if word in known)
    subject, others = subject - others, others - subject  # a word of both their names tells neither
    passive = bool(verb["be"] and _PARTICIPLE.search(verb["verb"]))
    return Deed(others, subject) if bool(_GETTING.match(verb["verb"])) != passive else Deed(subject, others)


def _subject(text: str, known: frozenset[str]) -> tuple[frozenset[str], str]:
    """Return the parties that a clause begins with, and what follows them."""
    text, found, end = _ARTICLE.sub("", text), set[str](), 0
    for place, match in enumerate(re.finditer(r"[^\W_]+", text)):
        if match[0] in known:
            found.add(match[0])
            end = match.end()
        elif found or place > 1 or match[0] in _NOT_BEFORE_A_PARTY:
            break
    return frozenset(found), text[end:]
