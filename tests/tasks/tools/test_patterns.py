"""A pattern of others is held to texts of a length at which it ends soon, and to none where there is no such length."""

import re

import pytest

from tasks.tools.patterns import longest
from tasks.tools.schema import problems

ENDLESS = [
    r"^(a+)+$", r"^(a|a)*$", r"(\w+\s?)*$", r"^(a|ab)*$", r"^([a-z]*)*$", r"(.*)*x", r"(x+x+)+y", r"^(.*,)*$",
    r"^(?:(?:a+)b?)+$", r"^(a?){20}a{20}$", "^" + "a?" * 30 + "a" * 30 + "$", r"^((a{1,5}){1,5}){1,5}b", r"^(-?a*)+$",
    r"^(.)(\1+)+$", r"(?=(a+)+b)a", r"^(?i:a+A*)+$",
    r"^(?:[a\u4e00-\u9fff]+\u4e01)*$", r"^(?:\d+\u0663)*$", r"^(?i:\u00e9+\u00c9)*$", r"^(?:[^b]+\u4e01)*$",
]  # fmt: skip
USUAL = [
    (r"^[a-z]+$", 10_000), (r"^\d{4}-\d{2}-\d{2}$", 10_000), (r"^[a-z0-9]+(?:-[a-z0-9]+)*$", 1_000),
    (r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$", 10_000), (r"^https?://", 10_000), (r"[^/]+", 1_000),
    (r"^-?\d+(\.\d+)?$", 1_000), (r"^(asc|desc)$", 10_000), (r"", 10_000), (r"invoice", 10_000), (r"^.{1,255}$", 255),
    (r"^\s*\S+\s*$", 1_000), (r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==)?$", 1_000), (r"^[\w.-]+/[\w.-]+$", 1_000),
    (r"^(\+\d{1,2}\s?)?\(?\d{3}\)?[\s.-]?\d{3}[\s.-]?\d{4}$", 1_000),
    (r"^(?!\.)(?!.*\.\.)([A-Za-z0-9_'+\-\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$", 100),
]  # fmt: skip


@pytest.mark.parametrize("pattern", ENDLESS)
def test_a_pattern_whose_repetitions_can_be_cut_in_many_ways_is_held_to_nothing_long(pattern: str) -> None:
    re.compile(pattern)
    assert longest(pattern) < 32


@pytest.mark.parametrize(("pattern", "signs"), USUAL)
def test_the_patterns_that_servers_write_are_held_to_usual_texts(pattern: str, signs: int) -> None:
    assert longest(pattern) >= signs


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in USUAL] + [r"^.*.*.*=$", r"a*b*c*d*x", r"(?!.*x.*y)z"])
@pytest.mark.parametrize("piece", ["a", "1", "-", "a-", "0 ", "a.", "ab/", ",", " ", "A1"])
def test_a_text_of_the_longest_length_is_soon_matched(pattern: str, piece: str) -> None:
    """Ends at all: a text of a length that the pattern cannot bear would hold this test for ever."""
    most = min(longest(pattern), 50_000)
    for ending in ("", "!", "\n"):
        re.search(pattern, (piece * most)[: most - len(ending)] + ending)


def test_a_text_that_is_longer_than_its_pattern_bears_is_a_problem_and_is_not_matched() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": r"^(a+)+$"}}}
    assert problems(schema, {"a": "a" * 50 + "!"}) == [
        "$.a: it has 51 signs, and at most 0 are held to its pattern '^(a+)+$'"
    ]
    assert problems({"type": "string", "pattern": "^[a-z]+$"}, "ABC") == ["$: 'ABC' does not match '^[a-z]+$'"]
    assert problems({"pattern": "^[a-z]+$"}, 5) == []
