"""Hold who does what, to what and when, in a clause against the clause of the passage that says it."""

from collections.abc import Iterator, Sequence

from agents.citing.clauses import Clause
from agents.citing.conditions import dependence_problems, magnitudes
from agents.citing.coordination import exchanged, mixed_up
from agents.citing.dates import same_date
from agents.citing.deeds import exchanged_parties
from agents.citing.parties import is_role, parties
from agents.citing.places import in_anothers_place, plain
from agents.citing.stretch import Stretch
from agents.citing.support import Source, is_light, unsupported
from agents.vocabulary.languages import words

ENOUGH = 1.5
"""Telling words or numbers that a clause shares with the one that it is taken from."""


def binding_problems(said: Clause, given: Sequence[Clause], names: frozenset[str]) -> Iterator[str]:
    """Yield what a clause joins that its passage, whose clauses are `given`, keeps apart."""
    yield from _of_another_party(said, given, names)
    yield from _of_another_subject(said, given)
    source = max(given, key=lambda one: _shared(said.whole, one.whole))
    if _shared(said.whole, source.whole) < min(ENOUGH, len(said.whole.content) / 2):
        return
    turned = exchanged_parties(said.text, source.text, names, _before(source, given))
    if turned:
        yield f"says this of “{turned[1]}”, not of “{turned[0]}”: {source.text.strip()}"
    yield from in_anothers_place(said, source, given)
    yield from dependence_problems(said, source)
    swapped = said.head == source.head != "" and exchanged(plain(said.text), plain(source.text))
    if swapped:
        yield f"has “{swapped[0]}” and “{swapped[1]}” in each other's place: {source.text.strip()}"
    mixed = mixed_up(said.text, source.text)
    if mixed:
        yield f"joins “{mixed[0]}” and “{mixed[1]}” with different things: {source.text.strip()}"


def _before(source: Clause, given: Sequence[Clause]) -> str:
    place = given.index(source)
    return given[place - 1].text if place else ""


def _shared(said: Stretch, given: Stretch) -> float:
    spoken = Source.of(given.text)
    light = [word for word in said.content if is_light(word)]
    content = [word for word in said.content if word not in light]
    alien = unsupported(content, said.text, spoken)
    numbers = {one.quantity.magnitude for one in said.numbers} & {one.quantity.magnitude for one in given.numbers}
    small = len(set(words(said.text)) & set(words(given.text)))
    weak = sum(spoken.has(word) for word in light)
    return len(content) - len(alien) + len(numbers) + weak / 2 + small / 20


def _of_another_party(said: Clause, given: Sequence[Clause], names: frozenset[str]) -> Iterator[str]:
    """A matter that the passage speaks of only with other parties than the clause names."""
    doing = {party for party in parties(said.whole, names) if is_role(party)}
    if not doing:
        return
    known = [(one, {party for party in parties(one.whole, names) if is_role(party)}) for one in given]
    elsewhere = {party for _, named in known for party in named}
    for word in said.whole.content:
        if word in elsewhere or is_light(word) or not doing <= elsewhere:
            continue
        homes = [(one, named) for one, named in known if Source.of(one.text).speaks_of(word)]
        alike = {one.verb for one, named in known if named & doing}
        if homes and all(named and not named & doing and one.verb in alike & {said.verb} for one, named in homes):
            one, named = homes[0]
            yield f"says this of “{sorted(named)[0]}”, not of “{sorted(doing)[0]}”: {one.text.strip()}"
            return


def _of_another_subject(said: Clause, given: Sequence[Clause]) -> Iterator[str]:
    """A number or date that the passage gives for one subject alone, said of the subject of another clause."""
    if not said.head or not any(one.head and Source.of(one.head).speaks_of(said.head) for one in given):
        return
    spoken = Source.of(said.text)
    for homes in _homes(said.whole, given):
        theirs = all(one.head and unsupported([one.head], one.text, spoken) for one in homes)
        if homes and theirs and unsupported([said.head], said.text, Source.of(homes[0].text)):
            yield f"says this of “{homes[0].head}”, not of “{said.head}”: {homes[0].text.strip()}"
            return


def _homes(said: Stretch, given: Sequence[Clause]) -> Iterator[list[Clause]]:
    """Yield for each number and date the clauses of the passage that give it."""
    for number in said.numbers:
        yield [one for one in given if number.quantity.magnitude in magnitudes(one.whole)]
    for date in said.dates:
        yield [one for one in given if any(same_date(date, other) for other in one.whole.dates)]
