"""What a refusal repeats of what was refused: a code, and no words in which somebody could give an order."""

import re
from collections.abc import Mapping
from typing import Any

_CODE = re.compile(r"[\w.:/~$-]{0,40}", re.ASCII)
_MOST_WORDS = 2
"""Groups of letters in a code: "v1-memo", "/rows/0/amount", and not "approve.it.as.ada"."""
WORDS = "(words that are not repeated)"
_OF_SCHEMA = frozenset(("required", "dependentRequired", "minProperties", "minLength", "minItems"))
"""Rules whose message names only what the schema has."""


def quoted(text: str) -> str:
    """Return the text in quotation marks where it is a code, else that words stand there."""
    return f"'{text}'" if is_code(text) else WORDS


def told(rule: str, value: Any, message: str) -> str:
    """Return the message about a JSON value that breaks a schema's rule, in which of the value one code stands at most.

    Of an object or a list only one surplus name is told: several codes one after the other may make a sentence.
    """
    if isinstance(value, str):
        return message if is_code(value) else message.replace(repr(value), WORDS)
    if not isinstance(value, Mapping | list | tuple) or (rule in _OF_SCHEMA and not value):
        return message
    if rule in ("required", "dependentRequired"):
        return message.removeprefix(repr(value))
    names = filter(is_code, map(str, value)) if isinstance(value, Mapping) else ()
    alone = (f"Additional properties are not allowed ('{name}' was unexpected)" for name in names)
    return message if message in alone else f"it does not follow its schema's rule “{rule}”"


def is_code(text: str) -> bool:
    """Tell whether a text is too short and plain to hold a sentence."""
    return _CODE.fullmatch(text) is not None and len(re.findall(r"[A-Za-z]+", text.replace("_", ""))) <= _MOST_WORDS
