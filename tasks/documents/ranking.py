"""Order passages by how well they answer a question, from what each folder's index says of each word."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")
_LEAST_IDF = 1e-6
"""What SQLite's bm25 takes for a word that half of the passages hold, or more."""


@dataclass(frozen=True, slots=True)
class Hits(Generic[Key]):
    """What one folder's index says of one spelling of a word."""

    word: int
    """Which word of the question it stands for."""
    weight: float
    """How surely it means the same: 1 for the word itself."""
    passages: int
    """How many passages the folder has."""
    bm25: dict[Key, float]
    """SQLite's score of each passage that holds it: the better the lower."""


def ranked(hits: Iterable[Hits[Key]], passages: int) -> list[tuple[Key, float]]:
    """Return the passages with their scores, best first.

    A passage's score is the sum over the question's words of the best of its spellings: how often it stands there, by
    SQLite's bm25, times how rare the word is in all `passages` that are searched together. SQLite knows how rare it is
    in one folder only, so that part is divided out.
    """
    best: dict[int, dict[Key, float]] = defaultdict(dict)
    surely: dict[int, set[Key]] = defaultdict(set)
    for hit in hits:
        held = len(hit.bm25)
        idf = max(math.log((hit.passages - held + 0.5) / (held + 0.5)), 0) or _LEAST_IDF
        scores = best[hit.word]
        for key, score in hit.bm25.items():
            scores[key] = max(scores.get(key, 0), hit.weight * -score / idf)
        if hit.weight > 0.6:
            surely[hit.word] |= hit.bm25.keys()
    total: dict[Key, float] = defaultdict(float)
    for word, scores in sorted(best.items()):
        held = len(surely[word]) or len(scores)
        rarity = math.log(1 + (passages - held + 0.5) / (held + 0.5))
        for key, score in scores.items():
            total[key] += rarity * score
    return sorted(total.items(), key=lambda item: -item[1])
