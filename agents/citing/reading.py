"""One statement: its tokens, and the chunks that they stand together in."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from agents.citing.tokenising import tokens_of
from agents.citing.tokens import MOODS, TIES, Token
from agents.vocabulary.thesaurus import english_stems

_BE = re.compile(r"\b(?:is|are|was|were|ist|sind|war|waren|wird|werden)\b")
Chunk = tuple[Token, ...]


@dataclass(frozen=True)
class Reading:
    """One statement."""

    tokens: tuple[Token, ...]
    text: str

    @cached_property
    def chunks(self) -> list[Chunk]:
        """Return what stands together between small words and verbs; what turns a word stands with it."""
        found, waiting = list[Chunk](), tuple[Token, ...]()
        for _, tokens in groupby(self.tokens, key=lambda token: token.chunk):
            chunk = (*waiting, *tokens)
            if only_turns(chunk):
                waiting = chunk
            else:
                found.append(chunk)
                waiting = ()
        return [*found, waiting] if waiting else found

    @cached_property
    def has_verb(self) -> bool:
        found = any((token.verb and not token.modifies) or token.kind in MOODS for token in self.tokens)
        return found or bool(_BE.search(self.text))

    @cached_property
    def bag(self) -> frozenset[str]:
        """Return its words, each by its stem, and its numbers and dates as they are written."""
        return frozenset(english_stems({one.word for one in self.tokens if one.word}).values()) | {
            one.text for one in self.tokens if not one.word
        }

    @cached_property
    def key(self) -> tuple[object, ...]:
        return tuple((one.kind, one.text, one.marker, one.chunk, one.part) for one in self.tokens)


def reading(text: str) -> Reading:
    """Return what a piece says by itself."""
    return Reading(tokens_of(text), text)


def joined(parts: Sequence[tuple[str, str]]) -> Reading:
    """Return what several pieces say together; each of its tokens knows which of the pieces it is in."""
    text, starts = "", list[int]()
    for joint, piece in parts:
        text += f"{'' if joint in ',;:' else ' '}{joint} " if text else ""
        starts.append(len(text))
        text += piece
    tokens = (replace(token, piece=bisect_right(starts, token.start) - 1) for token in tokens_of(text))
    return Reading(tuple(tokens), text)


def of_chunks(chunks: Iterable[Chunk], text: str) -> Reading:
    """Return the statement that some chunks make in this order."""
    return Reading(tuple(replace(token, chunk=n) for n, chunk in enumerate(chunks) for token in chunk), text)


def only_turns(chunk: Chunk) -> bool:
    """Tell whether a chunk has only what turns other words: the "not" of "travel is not"."""
    return all(token.turns for token in chunk)


def sort_of(chunk: Chunk) -> str:
    """Return what a chunk can stand in the place of: its preposition, or "noun", "verb", "number EUR", "tie"."""
    first = next((token for token in chunk if not token.turns), chunk[0])
    if any(token.kind in TIES for token in chunk):
        return "tie"
    if any(token.verb for token in chunk) or all(token.kind in MOODS for token in chunk):
        return "verb"
    return first.marker or (f"number {first.number.unit}" if first.number else "date" if first.date else "noun")
