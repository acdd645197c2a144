"""Whether a text speaks of a word: with the word itself, a form of it, or a part of it; and what means the same."""

from functools import cache, lru_cache
from pathlib import Path

from agents.vocabulary.languages import german_stem, words
from agents.vocabulary.thesaurus import Thesaurus, english_stems, with_synonyms

_SHORTEST_PART = 5
_DENYING = frozenset({"un", "in", "im", "il", "ir", "non", "dis", "mis", "de", "anti", "nicht", "miss"})
_SAME = Path(__file__).with_name("same_words.txt")
Groups = tuple[frozenset[int], frozenset[int]]


@cache
def _thesaurus() -> Thesaurus:
    lines = _SAME.read_text(encoding="utf-8").splitlines()
    return with_synonyms(tuple(tuple(line.split(", ")) for line in lines if not line.startswith("#")))


@lru_cache(maxsize=5_000)
def word_groups(found: tuple[str, ...]) -> list[Groups]:
    """Return for each of the folded words of a text the groups of the thesaurus that it is in, and those of them that
    it is in only with the words beside it.
    """
    single, several = [set[int]() for _ in found], [set[int]() for _ in found]
    for places, numbers in _thesaurus().groups(found):
        for place in places:
            (single if len(places) == 1 else several)[place].update(numbers)
    return [(frozenset(one | other), frozenset(other - one)) for one, other in zip(single, several, strict=True)]


class Source:
    """What a text says, as sentences are held against it."""

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, text: str) -> "Source":
        """Return the source of a text, which is asked again for each word."""
        return cls(text)

    def __init__(self, text: str) -> None:
        self._words = set(words(text))
        self._english = set(english_stems(self._words).values())
        self._german = set(map(german_stem, self._words))

    def speaks_of(self, word: str) -> bool:
        """Tell whether the word stands in it in some form, or a part of it does."""
        return self.has(word) or any(is_part(word, other) for other in self._words)

    def has(self, word: str) -> bool:
        """Tell whether the word stands in it in some form."""
        return word in self._words or english_stems({word})[word] in self._english or german_stem(word) in self._german


def is_part(word: str, other: str) -> bool:
    """Tell whether one of two words is a part of the other; "unauthorised" has no "authorised" in it."""
    short, long = sorted((word, other), key=len)
    if len(short) < _SHORTEST_PART or not (long.startswith(short) or long.endswith(short)):
        return False
    return long.removesuffix(short) not in _DENYING
