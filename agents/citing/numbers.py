"""Hold the numbers and dates of a sentence against a passage: the same value and unit, said of the same thing."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from agents.citing.clauses import has_verb
from agents.citing.stretch import Number, Stretch
from agents.citing.support import Source
from agents.vocabulary.languages import words

_APART = frozenset(
    ("elsewhere", "otherwise", "other", "others", "rest", "remaining", "sonst", "anderswo", "ubrigen", "andere")
)
"""Small words that set one number apart from another."""
_TO = frozenset(("to", "auf"))
_ORDINALS = {
    **{name: name for name in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")},
    **{"erste": "first", "zweite": "second", "dritte": "third", "vierte": "fourth"},
}


def number_problems(statement: Stretch, whole: Stretch, segments: Sequence[Stretch], where: str) -> Iterator[str]:
    """Yield the numbers that the passage does not give, bounds the other way, or says of something else."""
    given = ordinals(whole)
    for thing, places in ordinals(statement).items():
        if places - given.get(thing, places):
            yield f"{where} does not say “{min(places)} {thing}”"
    for one, other in _steps(statement):
        if any(_same(one, to) and _same(other, since) for since, to in _steps(whole)):
            yield f"{where} goes from what this goes to"
    for number in statement.numbers:
        said = statement.text[number.quantity.start : number.quantity.end].strip()
        same = [other for other in whole.numbers if _same(number, other)]
        if not same and not _is_article(number):
            yield f"{where} does not give “{said}”"
            continue
        if same and not any(_agrees(number, other) for other in same):
            yield f"{where} gives {said} as a bound the other way"
            continue
        home = home_of(number, segments)
        stray = _said_of_another(statement, home, segments)
        if stray:
            yield f"{where} gives {said} for something else: “{home[0].text.strip()}”, not “{stray}”"


def ordinals(stretch: Stretch) -> dict[str, set[str]]:
    """Return the places in a row that a stretch names, "second", by the word that they are said of."""
    found, named = dict[str, set[str]](), words(stretch.text)
    for word, thing in pairwise(named):
        place = _ORDINALS.get(word) or _ORDINALS.get(f"{word[:-1]}")
        if place:
            found.setdefault(thing, set()).add(place)
    return found


def _steps(stretch: Stretch) -> Iterator[tuple[Number, Number]]:
    """Yield the numbers of each "from 5.1% to 4.6%"."""
    for one, other in pairwise(stretch.numbers):
        before = stretch.text[: one.quantity.start].rstrip()
        if before.endswith(("from", "von")) and stretch.text[one.quantity.end : other.quantity.start].strip() in _TO:
            yield one, other


def home_of(number: Number, segments: Sequence[Stretch]) -> list[Stretch]:
    """Return the segments that give a number, with a bound that is not the other way."""
    return [part for part in segments if any(_same(number, other) and _agrees(number, other) for other in part.numbers)]


def _same(said: Number, given: Number) -> bool:
    one, other = said.quantity, given.quantity
    units = said.unit == given.unit or not said.unit or not given.unit
    rounded = one.bound in ("", "near") and one.holds(other.magnitude)
    return units and (rounded or one.magnitude == other.magnitude)


def _agrees(said: Number, given: Number) -> bool:
    return not said.bound or not given.bound or said.bound == given.bound


def _is_article(number: Number) -> bool:
    """Tell whether a number is the word "one", or a 1 that texts leave out: "for a month", "once"."""
    return number.quantity.magnitude == 1


def _said_of_another(statement: Stretch, home: Sequence[Stretch], segments: Sequence[Stretch]) -> str:
    """Return a word of the sentence that belongs to another number, where none of it belongs to this one."""
    others = [part for part in segments if part.numbers and not any(part is one for one in home)]
    if not home or not others:
        return ""
    stray = _of_a_later_one(statement, home, segments)
    if stray:
        return stray
    sources, strangers = [Source.of(part.text) for part in home], [Source.of(part.text) for part in others]
    own = [word for part in home for word in part.content if not any(other.speaks_of(word) for other in strangers)]
    said = Source.of(statement.text)
    if not own or any(said.speaks_of(word) for word in own):
        return ""
    plain = [Source.of(part.text) for part in segments if not part.numbers]
    stray = [
        word
        for word in statement.content
        if not any(source.speaks_of(word) for source in [*sources, *plain])
        and any(other.speaks_of(word) for other in strangers)
        and not any(_shares_number(statement, part) for part in others if Source.of(part.text).speaks_of(word))
    ]
    return stray[0] if stray else ""


def _of_a_later_one(statement: Stretch, home: Sequence[Stretch], segments: Sequence[Stretch]) -> str:
    """Return a word of the sentence that sets a later number apart from this one: "EUR 150 in capitals and EUR 120
    elsewhere". A later number that has no verb of its own shares its words with the one before, but for those.
    """
    last = max(place for place, part in enumerate(segments) if any(part is one for one in home))
    ours = {word for part in home for word in words(part.text)}
    for part in segments[last + 1 :]:
        if not part.numbers or has_verb(part.text) or _shares_number(statement, part):
            break
        apart = [word for word in words(part.text) if word not in ours and (word in part.content or word in _APART)]
        stray = [word for word in apart if word in words(statement.text)]
        if stray and not any(Source.of(one.text).speaks_of(stray[0]) for one in home):
            return stray[0]
    return ""


def _shares_number(statement: Stretch, part: Stretch) -> bool:
    return any(_same(number, other) for number in statement.numbers for other in part.numbers)
