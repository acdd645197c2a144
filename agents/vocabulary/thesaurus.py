"""Words that mean the same in business English and German, so that a question finds a text that says it differently."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path

import yaml

from agents.vocabulary.languages import german_stem, words

FILE = Path(__file__).with_name("thesaurus.yaml")
_MOST_KEPT = 100_000


class Thesaurus:
    """Groups of words and phrases that mean the same."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._groups = [tuple(dict.fromkeys(group)) for group in groups]
        entries = [(number, tuple(words(entry))) for number, group in enumerate(self._groups) for entry in group]
        stems = english_stems({word for _, entry in entries for word in entry})
        self._by_key: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for number, entry in entries:
            for key in _keys(entry, stems):
                self._by_key[key].add(number)
        self._longest = max((len(key) for key in self._by_key), default=0)

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is an entry by itself."""
        return any(key in self._by_key for key in _keys((word,), english_stems({word})))

    def groups(self, question: Sequence[str]) -> list[tuple[range, set[int]]]:
        """Return each stretch of the question's words that is an entry, and the numbers of the groups it stands in."""
        stems, found = english_stems(set(question)), list[tuple[range, set[int]]]()
        for start in range(len(question)):
            for end in range(start + 1, min(start + self._longest, len(question)) + 1):
                keys = _keys(tuple(question[start:end]), stems)
                groups = set[int]().union(*(self._by_key.get(key, set()) for key in keys))
                if groups:
                    found.append((range(start, end), groups))
        return found

    def synonyms(self, question: Sequence[str]) -> list[tuple[range, set[str]]]:
        """Return each stretch of the question's words that is an entry, and what means the same."""
        stems, found = english_stems(set(question)), list[tuple[range, set[str]]]()
        for start in range(len(question)):
            for end in range(start + 1, min(start + self._longest, len(question)) + 1):
                keys = _keys(tuple(question[start:end]), stems)
                groups = set[int]().union(*(self._by_key.get(key, set()) for key in keys))
                if groups:
                    found.append((range(start, end), {entry for group in groups for entry in self._groups[group]}))
        return found


def _keys(entry: tuple[str, ...], stems: dict[str, str]) -> set[tuple[str, ...]]:
    return {tuple(stems[word] for word in entry), tuple(f"de:{german_stem(word)}" for word in entry)}


def english_stems(of: set[str]) -> dict[str, str]:
    """Return the stem of each folded word, as the tokenizer of the index makes it."""
    kept = _stems()
    found = _tokenised(of - kept.keys())
    if len(kept) < _MOST_KEPT:
        kept.update(found)
    return {word: found.get(word) or kept.get(word, word) for word in of}


@cache
def _stems() -> dict[str, str]:
    """Return the stems that this process has met: a tokenizer costs a millisecond to start."""
    return {}


def _tokenised(of: set[str]) -> dict[str, str]:
    if not of:
        return {}
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE entries USING fts5 (word, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab (entries, instance)")
        numbered = list(enumerate(sorted(of)))
        connection.executemany("INSERT INTO entries (rowid, word) VALUES (?, ?)", numbered)
        stems = dict(connection.execute("SELECT doc, term FROM stems").fetchall())
    return {word: stems.get(number, word) for number, word in numbered}


@cache
def with_synonyms(own: tuple[tuple[str, ...], ...]) -> Thesaurus:
    """Return the thesaurus of this project with an installation's own synonyms."""
    # The base loader reads every entry as text, also those that YAML takes for true, false or a number.
    known = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes texts only
    return Thesaurus([*known, *own])
