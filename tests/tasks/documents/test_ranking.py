"""The order of passages, from what indexes say of each word."""

import pytest

from tasks.documents.ranking import Hits, ranked


def _order(*hits: Hits[str], passages: int = 100) -> list[str]:
    return [key for key, _ in ranked(hits, passages, lambda key: key[0])]


def _said_once(held: int, passages: int) -> float:
    """Return SQLite's bm25 of a word that stands once in a passage of average length."""
    import math

    return -math.log((passages - held + 0.5) / (held + 0.5))


def test_a_passage_with_both_words_comes_before_one_with_a_word_twice() -> None:
    once = _said_once(2, 100)
    both, twice = "ax", "by"
    assert _order(Hits(0, 1, 100, {both: once, twice: 1.6 * once}), Hits(1, 1, 100, {both: once})) == [both, twice]


def test_a_synonym_counts_less_than_the_word() -> None:
    once = _said_once(1, 100)
    assert _order(Hits(0, 0.7, 100, {"ax": once}), Hits(0, 1, 100, {"by": once})) == ["by", "ax"]


def test_a_word_counts_alike_in_a_small_folder_and_in_a_large_one() -> None:
    small, large = Hits(0, 1, 10, {"ax": _said_once(1, 10)}), Hits(0, 1, 1000, {"by": _said_once(1, 1000)})
    (_, one), (_, other) = ranked([small, large], 1010, lambda key: key[0])
    assert one == pytest.approx(other)


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    common = {f"c{number}": _said_once(40, 100) for number in range(40)}
    assert _order(Hits(0, 1, 100, common), Hits(1, 1, 100, {"rx": _said_once(1, 100)}))[0] == "rx"


def test_what_stands_elsewhere_in_the_document_decides_between_equals() -> None:
    once = _said_once(2, 100)
    title = Hits(1, 1, 100, {"a0": _said_once(1, 100)})
    assert _order(Hits(0, 1, 100, {"bx": once, "ax": once}), title).index("ax") < 2
    scores = dict(ranked([Hits(0, 1, 100, {"bx": once, "ax": once}), title], 100, lambda key: key[0]))
    assert scores["ax"] > scores["bx"]
