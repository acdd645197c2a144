"""How like two tokens are, and which of one statement stand for which of another."""

import re
from collections.abc import Sequence
from functools import lru_cache

from agents.citing.dates import same_date
from agents.citing.forms import verb_form
from agents.citing.stretch import Number
from agents.citing.support import is_part
from agents.citing.tokens import Token
from agents.vocabulary.languages import german_stem
from agents.vocabulary.thesaurus import english_stems

_PARTY = re.compile(r"(?P<deed>\w{3,}?)(?P<part>er|or|ee|ed)s?")


_NOUNS = re.compile(r"^(\w{3,}?)(?:er|or|ment|al|ance|ence|ery|y|ation|tion|ion|ure|ing|ication)s?$")
"""Of verbs: "owner", "payment", "renewal", "delivery"."""
_DOER = re.compile(r"\w{3,}(?:er|or|ee)s?")


def pairs(said: Sequence[Token], given: Sequence[Token], spoken: frozenset[str]) -> dict[int, int]:
    """Return the place of each token of a statement in the passage; the likest and nearest are paired first.

    `spoken` are the stems of the whole passage: a word that it has beside another does not mean that other.
    """
    near = max(len(said), len(given), 1)
    scores = sorted(
        (
            (-like, one.marker != other.marker, abs(place / near - there / near), place, there)
            for place, one in enumerate(said)
            for there, other in enumerate(given)
            if (like := likeness(one, other)) and (like != 1 or english_stems({one.word})[one.word] not in spoken)
        )
    )
    found, taken = dict[int, int](), set[int]()
    for *_, place, there in scores:
        if place not in found and there not in taken:
            found[place] = there
            taken.add(there)
    for *_, place, there in scores:
        found.setdefault(place, there)
    return found


def likeness(one: Token, other: Token) -> int:
    """Return 0 for two tokens that say different things, else how like they are, up to 3."""
    if one.kind != other.kind:
        return 0
    if one.number and other.number:
        return 3 * _same_number(one.number, other.number)
    if one.date and other.date:
        return 3 * same_date(one.date, other.date)
    if one.word == other.word:
        return 3
    if one.kind != "word" or _two_parties(one.word, other.word):
        return 0
    if stems(one.word) & stems(other.word):
        return 2
    if _DOER.fullmatch(one.word) and _DOER.fullmatch(other.word):
        return 0  # "lender" and "borrower" have to do with the same and are not the same
    return int(bool(one.groups & other.groups) or is_part(one.word, other.word))


def _same_number(said: Number, given: Number) -> bool:
    one, other = said.quantity, given.quantity
    if said.unit != given.unit and said.unit and given.unit:
        return False
    rounded = one.bound in ("", "near") and one.place > other.place and one.holds(other.magnitude)
    return one.magnitude == other.magnitude or rounded


def _two_parties(one: str, other: str) -> bool:
    """Tell whether two words are the two parties of one deed: employer and employee, insurer and insured."""
    parts = [match for word in (one, other) if (match := _PARTY.fullmatch(word))]
    return len(parts) == 2 and parts[0]["deed"] == parts[1]["deed"] and parts[0]["part"] != parts[1]["part"]


@lru_cache(maxsize=20_000)
def stems(word: str) -> frozenset[str]:
    """Return the forms by which a folded word is known again: its stems, and its verb."""
    made = (f"{match[1]}{ending}" for match in _NOUNS.finditer(word) for ending in ("", "e", "y", "ate"))
    verb = verb_form(word)[0] or next((base for one in made if (base := verb_form(one)[0])), word)
    return frozenset((english_stems({word})[word], f"de {german_stem(word)}", verb))
