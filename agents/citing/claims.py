"""Hold one sentence against the passages that it cites: each statement it makes is one that they make."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from heapq import nsmallest

from agents.citing.antecedents import with_antecedents
from agents.citing.asides import with_and_without_asides
from agents.citing.canonical import canonical
from agents.citing.holding import Difference, Spoken, difference
from agents.citing.notation import english
from agents.citing.passage import CitedPassage
from agents.citing.reading import Reading, joined, reading
from agents.citing.readings import readings, side_by_side
from agents.citing.segments import passage_statements, segments
from agents.citing.support import Source
from agents.vocabulary.languages import words
from agents.vocabulary.thesaurus import english_stems

_MOST_PIECES = 6
_NEAREST = 16
"""Statements of the passages that one of the sentence is held against: those with most of its words."""
_MOST_HELD = 200
"""Statements that a sentence is tried as; a list that could mean more is not looked through to its end, and refused."""
_MEND = "(keep to the passage's words or quote it)"
Found = tuple[Difference, Reading]


class Cited:
    """The passages that a sentence cites, read together."""

    def __init__(self, passages: Sequence[CitedPassage]) -> None:
        text = "\n".join(passage.text for passage in passages)
        self.spoken = Spoken(
            topic=Source.of(" ".join(passage.heading for passage in passages)),
            stems=frozenset(english_stems(set(words(english(text)))).values()),
        )
        self.readings = [told for passage in passages for told in _told(passage.text)]
        self._held = dict[tuple[object, ...], Found]()

    @property
    def tired(self) -> bool:
        """Whether as many statements were held as one sentence may take."""
        return len(self._held) >= _MOST_HELD

    def held(self, said: Reading) -> Found:
        """Return the statement of the passages that differs least from this one, and how."""
        if said.key not in self._held:
            self._held[said.key] = self._least(said)
        return self._held[said.key]

    def _least(self, said: Reading) -> Found:
        least: Found | None = None
        for given in nsmallest(_NEAREST, self.readings, key=lambda given: len(said.bag ^ given.bag)):
            differing = difference(said, given, self.spoken)
            if least is None or differing.size < least[0].size:
                least = differing, given
            if not differing.size:
                break
        assert least is not None, "a passage that says nothing is not held against"
        return least


@lru_cache(maxsize=64)
def _told(text: str) -> tuple[Reading, ...]:
    sentences = [canonical(sentence) for sentence in passage_statements(english(text))]
    meant = with_and_without_asides(with_antecedents(sentences))
    return tuple(told for sentence in meant for told in readings(sentence))


def problems(sentence: str, passages: Sequence[CitedPassage]) -> Iterator[str]:
    """Yield what the sentence says that the passages do not, or leaves out of what they say."""
    cited = Cited(passages)
    where = ", ".join(f"[{passage.mark}]" for passage in passages)
    if not cited.readings:
        yield f"{where} says nothing"
        return
    pieces = [piece for piece in segments(canonical(english(sentence))) if reading(piece[1]).tokens]
    best: list[Found] | None = None
    for groups in _cuts(pieces):
        found = [min(map(cited.held, options), key=lambda one: one[0].size) for options in groups]
        if best is None or _size(found) < _size(best):
            best = found
        if not _size(best) or cited.tired:
            break
    # Never with the passage's own words: a finding reaches the author as ours.
    yield from (f"{where} {why} {_MEND}" for differing, _ in best or [] for why in differing.whys)


def _size(found: Sequence[Found]) -> int:
    return sum(differing.size for differing, _ in found)


def _cuts(pieces: Sequence[tuple[str, str]]) -> Iterator[list[list[Reading]]]:
    """Yield each way to read a sentence as statements: for each of those what it can mean beside the others."""
    if not pieces:
        return
    joints = range(2 ** (min(len(pieces), _MOST_PIECES) - 1))
    for joint in joints:
        cuts = [place for place in range(1, len(pieces)) if joint >> (place - 1) & 1]
        if any(pieces[place][1].startswith("because") for place in cuts):
            continue  # that one thing is and another is does not say that it is because of it
        wholes = [joined(pieces[start:end]) for start, end in zip([0, *cuts], [*cuts, len(pieces)], strict=True)]
        meant = [list(_meant(wholes, place)) for place in range(len(wholes))]
        if all(meant):
            yield meant


def _meant(wholes: Sequence[Reading], place: int) -> Iterator[Reading]:
    """Yield what one of several statements can mean: alone, or with what it shares with another one."""
    said = wholes[place]
    if len(wholes) == 1 or said.has_verb or len(said.chunks) > 1:
        yield said
    own = {(token.kind, token.text) for token in said.tokens}
    for there in {0, place - 1, place + 1} - {place, -1, len(wholes)}:
        pair = (wholes[there], said) if there < place else (said, wholes[there])
        yield from (one for one in side_by_side(*pair) if own <= {(token.kind, token.text) for token in one.tokens})
