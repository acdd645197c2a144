"""The words in an answer that is still being written, and how a page shows them as nothing but words."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic_core import from_json

from tasks.redaction import redacted

HELD_BACK = 40
"""Last signs of a draft that wait: a key or an account number is only known as one once all of it is there."""
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def draft_text(draft: str) -> str:
    """Return the words of a half-written answer, redacted; `draft` is the beginning of its JSON."""
    try:
        words = longest_texts(from_json(draft, allow_partial="trailing-strings"))
    except ValueError:  # it has not come to its first word, or is no JSON
        return ""
    return redacted(words)[:-HELD_BACK].rpartition(" ")[0]


def longest_texts(answer: Any) -> str:
    """Return the longest of the texts in an answer and those at least half as long, in their order."""
    texts = list(_texts(answer))
    longest = max(map(len, texts), default=0)
    return "\n\n".join(text for text in texts if 2 * len(text) >= longest > 0)


def as_words(text: str) -> str:
    """Return Markdown that shows the text as it stands: no sign in it is markup, a link, a picture or a list."""
    lines = (_PUNCTUATION.sub(r"\\\1", line.strip()) for line in text.splitlines())
    return "\n".join(lines)


def _texts(answer: Any) -> Iterator[str]:
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, dict):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from _texts(part)
