"""Whether a passage speaks of a word: with the word itself, a form of it, a part of it, or one that means the same."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from agents.vocabulary.languages import fold, german_stem, says_nothing, words
from agents.vocabulary.thesaurus import Thesaurus, english_stems, with_synonyms

_SHORTEST_PART = 5
_DENYING = frozenset({"un", "in", "im", "il", "ir", "non", "dis", "mis", "de", "anti", "nicht", "miss"})
_LIGHT = Path(__file__).with_name("light_words.txt")
_SAME = Path(__file__).with_name("same_words.txt")


@cache
def _light_words() -> frozenset[str]:
    """Return words of which a faithful sentence may have its own: they carry the grammar, not the matter."""
    return frozenset(_LIGHT.read_text(encoding="utf-8").split())


@cache
def _thesaurus() -> Thesaurus:
    lines = _SAME.read_text(encoding="utf-8").splitlines()
    return with_synonyms(tuple(tuple(line.split(", ")) for line in lines if not line.startswith("#")))


@lru_cache(maxsize=5_000)
def word_groups(found: tuple[str, ...]) -> list[tuple[frozenset[int], frozenset[int]]]:
    """Return for each of the folded words of a text the groups of the thesaurus that it is in, and those of them that
    it is in only with the words beside it.
    """
    single, several = [set[int]() for _ in found], [set[int]() for _ in found]
    for places, numbers in _thesaurus().groups(found):
        for place in places:
            (single if len(places) == 1 else several)[place].update(numbers)
    return [(frozenset(one | other), frozenset(other - one)) for one, other in zip(single, several, strict=True)]


def is_light(word: str) -> bool:
    """Tell whether a folded word carries the grammar and not the matter."""
    return word in _light_words()


class Source:
    """What a passage says, as sentences are held against it."""

    @classmethod
    @lru_cache(maxsize=512)
    def of(cls, text: str) -> "Source":
        """Return the source of a text: the parts of a passage are asked again for each word."""
        return cls(text)

    def __init__(self, text: str) -> None:
        found = words(text)
        english = english_stems(set(found))
        self._english = [english[word] for word in found]
        self._german = [german_stem(word) for word in found]
        self._words = set(found)
        self._joined = {f" {' '.join(self._english)} ", f" {' '.join(self._german)} "}

    def speaks_of(self, word: str) -> bool:
        """Tell whether the word stands in it in some form, or a part of it does."""
        return self.has(word) or any(is_part(word, other) for other in self._words)

    def has(self, word: str) -> bool:
        """Tell whether the word stands in it in some form."""
        return word in self._words or english_stems({word})[word] in self._english or german_stem(word) in self._german

    def holds(self, phrase: str) -> bool:
        """Tell whether the words of a phrase follow each other in it, in some form."""
        return any(f" {key} " in joined for key in _keys(phrase) for joined in self._joined)


@lru_cache(maxsize=20_000)
def _keys(phrase: str) -> tuple[str, str]:
    found = words(phrase)
    stems = english_stems(set(found))
    return " ".join(stems[word] for word in found), " ".join(map(german_stem, found))


def is_part(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    if len(short) < _SHORTEST_PART or not (long.startswith(short) or long.endswith(short)):
        return False
    return long.removesuffix(short) not in _DENYING  # "unauthorised" does not speak of "authorised"


def first_names(text: str) -> frozenset[str]:
    """Return the folded first words of sentences that begin a name of several words: "Castor Foods pays"."""
    return frozenset(fold(name) for name in re.findall(r"(?:^|[.!?;]\s+)([A-Z][\w-]+)(?= (?:& )?[A-Z])", text))


def proper_names(stretches: Iterable[str]) -> frozenset[str]:
    """Return the folded first words of stretches that are names: capitalised, and no words of business or grammar."""
    first = {fold(match[1]) for text in stretches if (match := re.match(r"\W*([A-Z][\w-]+)", text))}
    known = _thesaurus()
    return frozenset(word for word in first if not says_nothing(word) and not is_light(word) and not known.knows(word))


def unsupported(content: Iterable[str], whole: str, source: Source) -> list[str]:
    """Return the words of a stretch that the source does not speak of, without the light ones; `whole` is the sentence
    they stand in.
    """
    return lacking([word for word in content if not is_light(word)], whole, source)


def lacking(content: Iterable[str], whole: str, source: Source) -> list[str]:
    """Return the words of a stretch, light or not, that the source does not speak of."""
    alien = [word for word in content if not source.speaks_of(word)]
    if not alien:
        return []
    known = {
        word
        for spelled, synonyms in _synonyms(whole)
        if not spelled.isdisjoint(alien) and any(map(source.holds, synonyms))
        for word in spelled
    }
    return [word for word in alien if word not in known]


@lru_cache(maxsize=256)
def _synonyms(text: str) -> list[tuple[frozenset[str], tuple[str, ...]]]:
    """Return the words of a text that have synonyms, and those: one sentence is held against many passages."""
    every = words(text)
    return [
        (frozenset(every[place] for place in stretch), tuple(synonyms))
        for stretch, synonyms in _thesaurus().synonyms(every)
    ]
