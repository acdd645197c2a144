"""Cut a document's blocks into passages: of bounded length, within one page and one heading, at ends of sentences."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from reports.canonical import sha256

LONGEST = 700
"""Characters of a passage: a paragraph or two, which one can cite and a reader can check at a glance."""
GAP = "\n"
"""Between two blocks of the document's text."""
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or table row as a reader found it."""

    text: str
    page: int | None = None
    """From 1; None in formats without pages."""
    heading: tuple[str, ...] = ()
    """The headings that it stands under, outermost first."""
    alone: bool = False
    """Whether it says all by itself, as a record does: then it is a passage of its own."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document's text: `text[start:end]` of all its blocks, one below the other."""

    id: str
    """Twenty hexadecimal digits from where it stands and what it says: the same until one of them changes."""
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int


def document_text(blocks: Iterable[Block]) -> str:
    """Return the text that passages are stretches of."""
    return GAP.join(block.text for block in blocks)


def cut(place: str, blocks: list[Block]) -> list[Passage]:
    """Return the passages of the document at `place`, in their order."""
    text, seen, passages, start = document_text(blocks), Counter[str](), list[Passage](), 0
    numbered = enumerate(blocks)
    for (page, heading, _), together in groupby(numbered, key=lambda item: _whole(*item)):
        pieces = []
        for _, block in together:
            pieces += _pieces(block.text, start)
            start += len(block.text) + len(GAP)
        for first, last in _packed(pieces):
            words = text[first:last]
            what = sha256([place, list(heading), words])
            seen[what] += 1
            passages.append(Passage(sha256([what, seen[what]])[:20], page, heading, first, last, words))
    return passages


def _whole(number: int, block: Block) -> tuple[int | None, tuple[str, ...], int | None]:
    """Return what the blocks of one passage share."""
    return block.page, block.heading, number if block.alone else None


def _pieces(text: str, start: int) -> Iterator[_Piece]:
    """Yield a block whole where it is short enough, else cut at ends of sentences, at blanks, or at the bound."""
    done = 0
    while len(text) - done > LONGEST:
        window = text[done : done + LONGEST]
        ends = [match.start() for match in _SENTENCE_END.finditer(window) if match.start() > LONGEST // 3]
        length = ends[-1] if ends else window.rfind(" ", LONGEST // 3)
        length = length if length > 0 else LONGEST
        yield _Piece(start + done, start + done + length)
        done += length
        done += len(text[done:]) - len(text[done:].lstrip())
    if text[done:].strip():
        yield _Piece(start + done, start + len(text))


def _packed(pieces: list[_Piece]) -> Iterator[tuple[int, int]]:
    """Yield start and end of passages that hold as many following pieces as fit."""
    first: _Piece | None = None
    last: _Piece | None = None
    for piece in pieces:
        if first and last and piece.end - first.start > LONGEST:
            yield first.start, last.end
            first = None
        first, last = first or piece, piece
    if first and last:
        yield first.start, last.end
