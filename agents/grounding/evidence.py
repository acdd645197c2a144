"""What a text may say, and what was found in it that it may not."""

from typing import Annotated

from pydantic import BaseModel

from agents.untrusted import Untrusted
from reports.figure import Figure


class Evidence(BaseModel, frozen=True, extra="forbid"):
    """Everything that the author of a text was given."""

    figures: Annotated[tuple[Figure, ...], Untrusted("books")] = ()
    """Computed, under names that hold the names of accounts."""
    references: Annotated[tuple[str, ...], Untrusted("books")] = ()
    """Ids and names that may stand anywhere: entry ids, account codes, counterparties, dates."""
    quotations: Annotated[tuple[str, ...], Untrusted("books")] = ()
    """Free texts that may be repeated between quotation marks, whole or in part: descriptions, comments."""
    statements: Annotated[tuple[str, ...], Untrusted("books")] = ()
    """Texts that may be repeated whole, and their numbers, dates and ids as they are written: messages of checks."""


def together(*parts: Evidence) -> Evidence:
    """Return what a text may say whose author was given all of `parts`."""
    return Evidence(
        figures=tuple(figure for part in parts for figure in part.figures),
        references=tuple(dict.fromkeys(name for part in parts for name in part.references)),
        quotations=tuple(dict.fromkeys(text for part in parts for text in part.quotations)),
        statements=tuple(dict.fromkeys(text for part in parts for text in part.statements)),
    )


class Finding(BaseModel, frozen=True, extra="forbid"):
    """One stretch of a text that the evidence does not bear out."""

    start: int
    end: int
    """Exclusive."""
    quote: str
    """The stretch itself."""
    why: str
    """What is wrong and what would be right, for the author."""
