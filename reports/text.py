"""Text as data: spans with a style, a footnote or a link to another place of the document."""

import re
from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, Field

UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters
    "\u202a-\u202e\u2066-\u2069"  # turn the direction of what follows: an amount would read backwards
    "\ufeff\ufffe\uffff]"
)


class Part(BaseModel, frozen=True, extra="forbid"):
    """Base of everything that a document is made of."""


class Span(Part, frozen=True):
    """A run of text in one style. Its characters are printed as they are: none of them is markup."""

    text: str
    style: Literal["plain", "strong", "emphasis"] = "plain"
    note: str = ""
    """A footnote; equal notes of one section share a number."""
    target: str = ""
    """The anchor of a table row that this text points to; where there is none, the text just stands."""


class Heading(Part, frozen=True):
    """A heading within a section: level 2 below the section's title, level 3 below that."""

    kind: Literal["heading"] = "heading"
    text: str = Field(min_length=1)
    level: Literal[2, 3] = 2


class Paragraph(Part, frozen=True):
    kind: Literal["paragraph"] = "paragraph"
    spans: tuple[Span, ...]

    @property
    def plain(self) -> str:
        """Return the text without its styles and notes."""
        return "".join(span.text for span in self.spans)


class Callout(Part, frozen=True):
    """A passage set apart because the reader must not miss it."""

    kind: Literal["callout"] = "callout"
    tone: Literal["info", "warning", "danger", "good"]
    title: str
    paragraphs: tuple[Paragraph, ...] = ()


def paragraph(*pieces: str | Span) -> Paragraph:
    """Return a paragraph of plain strings and spans."""
    return Paragraph(spans=tuple(Span(text=piece) if isinstance(piece, str) else piece for piece in pieces))


def strong(text: str) -> Span:
    return Span(text=text, style="strong")


def paragraphs(text: str, *, note: str = "", links: Iterable[Span] = ()) -> tuple[Paragraph, ...]:
    """Return the paragraphs of `text` (a blank line ends one); `links` and then `note` follow the last."""
    texts = [" ".join(part.split()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    if not texts:
        return ()
    tail = list(links)
    last = [Span(text=texts[-1]), *([Span(text=" ")] if tail else []), *tail]
    last[-1] = last[-1].model_copy(update={"note": note})
    return (*(paragraph(part) for part in texts[:-1]), Paragraph(spans=tuple(last)))


def printable(text: str) -> str:
    """Return `text` with the replacement character for what steers a reader's screen instead of being read."""
    return UNPRINTABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
