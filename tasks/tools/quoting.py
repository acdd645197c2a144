"""What a refusal repeats of what was refused: codes, and no words in which somebody could give an order."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

_CODE = re.compile(r"[\w.:/~$-]{0,40}")
LONGEST = 2_000
"""Signs of a message that is looked through."""
WORDS = "(words that are not repeated)"


def quoted(text: str) -> str:
    """Return the text in quotation marks where it is a code, else that words stand there."""
    return f"'{text}'" if is_code(text) else WORDS


def without_words_of(value: Any, message: str) -> str:
    """Return a message about a JSON value in which none of the value's words stand, only its codes and numbers."""
    if any(not is_code(text) for text in _texts(value)):
        message = message.replace(repr(value), WORDS)
    if len(message) > LONGEST:
        return f"{WORDS} does not follow its schema"
    for name in value if isinstance(value, Mapping) else ():
        message = message if is_code(str(name)) else message.replace(repr(name), WORDS)
    return message


def is_code(text: str) -> bool:
    """Tell whether a text is too short and plain to hold a sentence."""
    return _CODE.fullmatch(text) is not None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield str(name)
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)
