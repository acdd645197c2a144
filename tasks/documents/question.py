"""A question as its words, each with the spellings under which a text may hold it."""

from dataclasses import dataclass

from agents.vocabulary.languages import german_stem, says_nothing, words
from agents.vocabulary.thesaurus import Thesaurus

SAME, SYNONYM, PART = 1.0, 0.7, 0.45
LONGEST = 40
"""Words of a question that are looked for."""
SHORTEST_PART = 5
"""Letters of a word that counts as a part of another: of shorter ones too many are by chance."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One full-text query for a word of the question."""

    word: int
    """Its place among the question's words."""
    query: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a question that say something."""

    words: tuple[str, ...]
    spellings: tuple[Spelling, ...]

    @property
    def parted(self) -> list[tuple[int, str]]:
        """The words long enough to be a part of another one, or to have one, with their places."""
        roots = ((number, root) for number, word in enumerate(self.words) for root in {word, german_stem(word)})
        return sorted((number, root) for number, root in roots if len(root) >= SHORTEST_PART)


def read_question(text: str, thesaurus: Thesaurus) -> Question:
    """Return the question; a text of small words only is searched for those."""
    every = words(text)[: LONGEST * 2]
    telling = [word for word in every if not says_nothing(word) and (len(word) > 1 or word.isdigit())]
    kept = tuple(dict.fromkeys(telling or every))[:LONGEST]
    spellings = [spelling for number, word in enumerate(kept) for spelling in _of(number, word, SAME)]
    for stretch, synonyms in thesaurus.synonyms(every):
        places = {kept.index(every[place]) for place in stretch if every[place] in kept}
        if places:
            spellings += [found for synonym in synonyms for found in _of(min(places), synonym, SYNONYM)]
    return Question(kept, tuple(dict.fromkeys(spellings)))


def part(number: int, term: str) -> Spelling:
    """Return the spelling of a word by another that it is a part of, or that is a part of it."""
    return Spelling(number, f'{{heading body german}} : "{term}"', PART)


def _of(number: int, phrase: str, weight: float) -> list[Spelling]:
    """Return a word or phrase in quotes, which takes from it all meaning in SQLite's query language."""
    found = words(phrase)
    if not found:
        return []
    stems = " ".join(map(german_stem, found))
    return [
        Spelling(number, f'{{name heading body}} : "{" ".join(found)}"', weight),
        Spelling(number, f'german : "{stems}"', weight),
    ]
