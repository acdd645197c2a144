"""Order passages by how well they answer a question, from what each folder's index says of each word."""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key")
CONTEXT = 0.2
"""What a word counts that stands elsewhere in the passage's document, which says what the whole is about."""
SURE = 0.6
"""From which weight on a spelling counts as the word itself when it is asked how rare the word is."""
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


def ranked(hits: Iterable[Hits[Key]], passages: int, document: Callable[[Key], Hashable]) -> list[tuple[Key, float]]:
    """Return the passages with their scores, best first.

    Each word of the question counts by its best spelling: the root of SQLite's bm25, as it matters more that a word is
    there than how often, times how rare the word is in all `passages` that are searched together. To that comes a part
    of what the words count elsewhere in the same document. A passage with few of the words counts less than their sum.
    """
    counted = _counted(hits, passages)
    of_passage: dict[Key, list[float]] = defaultdict(list)
    of_document: dict[Hashable, float] = defaultdict(float)
    for scores in counted:
        best: dict[Hashable, float] = {}
        for key, score in scores.items():
            of_passage[key].append(score)
            best[document(key)] = max(best.get(document(key), 0), score)
        for whole, score in best.items():
            of_document[whole] += score
    found = {
        key: (sum(scores) + CONTEXT * of_document[document(key)]) * math.sqrt(len(scores) / len(counted))
        for key, scores in of_passage.items()
    }
    return sorted(found.items(), key=lambda item: -item[1])


def _counted(hits: Iterable[Hits[Key]], passages: int) -> list[dict[Key, float]]:
    """Return what each word of the question counts for each passage that holds it."""
    best: dict[int, dict[Key, float]] = defaultdict(dict)
    surely: dict[int, set[Key]] = defaultdict(set)
    for hit in hits:
        held, scores = len(hit.bm25), best[hit.word]
        # SQLite knows how rare a word is in one folder only, so that part is divided out.
        rarity = max(math.log((hit.passages - held + 0.5) / (held + 0.5)), 0) or _LEAST_IDF
        for key, score in hit.bm25.items():
            scores[key] = max(scores.get(key, 0), hit.weight * -score / rarity)
        if hit.weight >= SURE:
            surely[hit.word] |= hit.bm25.keys()
    return [
        {key: _rarity(len(surely[word]) or len(scores), passages) * math.sqrt(score) for key, score in scores.items()}
        for word, scores in sorted(best.items())
    ]


def _rarity(held: int, passages: int) -> float:
    return math.log(1 + (passages - held + 0.5) / (held + 0.5))
