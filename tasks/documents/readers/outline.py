"""Keep, while a document is read from top to bottom, the headings that each block stands under."""

import re
from dataclasses import dataclass, field
from itertools import zip_longest

from reports.text import UNPRINTABLE
from tasks.documents.passages import Block

_BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u202f]+")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\u00ad\U000e0000-\U000e007f]")
"""Letters of no width, and tags: text in them is seen by programs alone."""


@dataclass
class Outline:
    """The blocks so far, and the headings that are open."""

    blocks: list[Block] = field(default_factory=list)
    _open: list[tuple[int, str]] = field(default_factory=list)

    def open(self, level: int, title: str) -> None:
        """Open a heading; it closes those of its level and below."""
        title = clean(title).replace("\n", " ")
        if title:
            self._open = [*((at, other) for at, other in self._open if at < level), (level, title)]

    def add(self, text: str, page: int | None = None) -> None:
        """Add a block under the open headings, unless it is empty."""
        text = clean(text)
        if text:
            self.blocks.append(Block(text, page, tuple(title for _, title in self._open)))


def clean(text: str) -> str:
    """Return the text with single blanks, and without letters that nobody sees."""
    visible = _INVISIBLE.sub("", UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(filter(None, (_BLANKS.sub(" ", line).strip() for line in visible.split("\n"))))


def row_text(header: list[str], row: list[str]) -> str:
    """Return a table row whose cells say their column: it is read without its table."""
    cells = ((clean(name).replace("\n", " "), clean(cell)) for name, cell in zip_longest(header, row, fillvalue=""))
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell)
