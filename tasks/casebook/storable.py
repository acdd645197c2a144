"""Texts that others wrote, as both databases take them."""

import re

from reports.text import printable

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, and half of a surrogate pair is no UTF-8."""


def storable(text: str) -> str:
    """Return the text, for whoever goes on working with it, with the replacement character in the place of each sign
    that a database does not take, and nothing else changed.
    """
    return _UNSTORABLE.sub("\ufffd", text)


def excerpt(text: str, most: int) -> str:
    """Return the text's first `most` signs, for people to read: storable, and without what steers a reader's screen."""
    return storable(printable(text[:most]))
