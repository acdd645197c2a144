"""Whether a passage speaks of a word: with the word itself, a form of it, a part of it, or one that means the same."""

import re
from collections.abc import Iterable
from functools import lru_cache

from agents.vocabulary.languages import SAYS_NOTHING, fold, german_stem, words
from agents.vocabulary.thesaurus import english_stems, with_synonyms

_SHORTEST_PART = 5
_LIGHT = frozenset(
    "able according accordingly account actually allow allowed amount amounts anybody apart applies apply area around arise "
    "away based becomes behalf bound call called carried carry case cases certain comply concern concerned concerning "
    "condition conditions consist consists contain contains correspond count counts cover deal depend depends detail "
    "document documents due ease employee employees enough ensure entitled equal exactly exist exists fact fall falls "
    "figure firm follow following follows forms further general giving grant group half-year have having hence hold holds "
    "include included includes including indeed individual inform instead involve item items keep keeps kind larger lead leads longer matter matters "
    "level lie lies limit limited made mean means member members merely moreover named namely namens necessary obtain "
    "occur only open overall paid part particular parties party pass people period permitted person point possible prescribed "
    "present provide provided question reach reached reason receive received regard related remain remains require required "
    "requires respect respectively result sent set share shall similarly single situation specific specified stand stands "
    "shorter smaller older state stay stays step still subject sum take taken taking term terms themselves thereafter therefore thing total toward "
    "type under unless value various way ways whoever wish within work yearly gets get getting gave give given went goes "
    "happens company customer employees everybody everyone somebody place whenever have obliged free accepted accept case "
    "bereits betragen betragt bezuglich dabei daruber entsprechend erfolgen erfolgt fall falle gelten gemass gilt gultig "
    "insgesamt jeweilige jeweiligen konnen laut lediglich moglich nachdem namlich person sache sodann soweit sowie statt "
    "stehen steht weiterhin wert wobei wurden".split()
)
"""Words of which a faithful sentence may have its own: they carry the grammar, not the matter."""


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
        """Tell whether the word stands in it in some form."""
        if word in self._words or english_stems({word})[word] in self._english or german_stem(word) in self._german:
            return True
        return any(_is_part(word, other) for other in self._words)

    def holds(self, phrase: str) -> bool:
        """Tell whether the words of a phrase follow each other in it, in some form."""
        return any(f" {key} " in joined for key in _keys(phrase) for joined in self._joined)


@lru_cache(maxsize=20_000)
def _keys(phrase: str) -> tuple[str, str]:
    found = words(phrase)
    stems = english_stems(set(found))
    return " ".join(stems[word] for word in found), " ".join(map(german_stem, found))


def _is_part(word: str, other: str) -> bool:
    short, long = sorted((word, other), key=len)
    return len(short) >= _SHORTEST_PART and (long.startswith(short) or long.endswith(short))


def proper_names(stretches: Iterable[str]) -> frozenset[str]:
    """Return the folded first words of stretches that are names: capitalised, and no words of business or grammar."""
    first = {fold(match[1]) for text in stretches if (match := re.match(r"\W*([A-Z][\w-]+)", text))}
    known = with_synonyms(())
    return frozenset(
        word for word in first if word not in SAYS_NOTHING and word not in _LIGHT and not known.knows(word)
    )


def unsupported(content: Iterable[str], whole: str, source: Source) -> list[str]:
    """Return the words of a stretch that the source does not speak of; `whole` is the sentence they stand in."""
    alien = [word for word in content if word not in _LIGHT and not source.speaks_of(word)]
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
        for stretch, synonyms in with_synonyms(()).synonyms(every)
    ]
