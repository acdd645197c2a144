"""What a provider says, without the signs that no database, log or page can hold."""

import re

_UNHOLDABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL takes no NUL, and half of a surrogate pair is no UTF-8."""


def plain(text: str) -> str:
    """Return the text with the replacement character in the place of each such sign."""
    return _UNHOLDABLE.sub("\ufffd", text)
