"""Texts that others wrote, as both databases take them."""

from reports.text import printable


def storable(text: str, most: int | None = None) -> str:
    """Return the text's first `most` signs with a replacement character for what PostgreSQL (NUL) or UTF-8 (half a
    character) does not take, and for what steers a reader's screen.
    """
    return printable(text[:most]).encode("utf-8", "replace").decode()
