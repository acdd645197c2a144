"""Where a word stands in a clause: in the place that another word has in the passage, it is put in its stead."""

from collections.abc import Iterator, Sequence

from agents.citing.clauses import Clause, has_verb
from agents.citing.coordination import begins_a_side
from agents.citing.support import Source, is_light, unsupported
from agents.vocabulary.languages import says_nothing, words

_ARTICLES = frozenset(
    (
        "the",
        "a",
        "an",
        "any",
        "its",
        "their",
        "his",
        "her",
        "our",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "des",
        "ein",
        "eine",
    )
)
_BETWEEN = frozenset(
    ("of", "to", "for", "on", "at", "by", "with", "in", "from", "von", "zu", "fur", "auf", "mit", "bei")
)
_JOINING = frozenset(("and", "or", "und", "oder"))


def in_anothers_place(said: Clause, source: Clause, given: Sequence[Clause]) -> Iterator[str]:
    """Yield that a word stands where the passage's clause has another one, which the clause does not have."""
    strange = unsupported(said.whole.content, said.text, Source.of(source.text))
    missing = unsupported(source.whole.content, source.text, Source.of(said.text))
    for word in (one for one in said.whole.content if not is_light(one) and not has_verb(one)):
        sides = _sides(said.text, word) - _sides(source.text, word)
        for other in (one for one in missing if not is_light(one) and not has_verb(one)):
            theirs = _sides(source.text, other)
            if (word in strange and sides & theirs) or len(_bare(sides) & _bare(theirs)) == 2:
                yield f"says this of “{other}”, not of “{word}”: {source.text.strip()}"
                return
    head, theirs = said.head, source.head
    if not head or not theirs or said.verb != source.verb or Source.of(theirs).speaks_of(head):
        return
    told_of = words(source.text)
    if head not in strange and head not in told_of:  # "deliveries are free" of "goods are delivered free"
        return
    if begins_a_side(head, source.text):
        return
    known = head not in strange or any(one.head == head or begins_a_side(head, one.text) for one in given)
    if known and unsupported([theirs], source.text, Source.of(said.text)):
        yield f"says this of “{theirs}”, not of “{head}”: {source.text.strip()}"


def plain(text: str) -> list[str]:
    """Return the words of a text but articles and prepositions."""
    return [word for word in words(text) if word not in _ARTICLES | _BETWEEN]


def _sides(text: str, word: str) -> set[tuple[str, str]]:
    """Return what stands directly before and after a word, past articles; a preposition with the word beyond it."""
    found = [one for one in words(text) if one not in _ARTICLES]
    sides = set[tuple[str, str]]()
    for place, one in enumerate(found):
        if one == word:
            sides |= {("before", _stem(_reach(found[:place][::-1]))), ("after", _stem(_reach(found[place + 1 :])))}
    return {side for side in sides if side[1] and not says_nothing(side[1].rpartition(" ")[2])}


def _bare(sides: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return what stands on the sides of a word, whatever preposition comes between."""
    return {(side, phrase.rpartition(" ")[2]) for side, phrase in sides}


def _reach(near: Sequence[str]) -> str:
    if near and near[0] in _JOINING:  # what is told side by side may stand in any order
        return ""
    if not near or near[0] not in _BETWEEN:
        return near[0] if near and not near[0].isdigit() else ""
    return " ".join(near[:2]) if len(near) > 1 else ""


def _stem(phrase: str) -> str:
    return " ".join(word.removesuffix("s") for word in phrase.split())
