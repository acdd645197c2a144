"""Which signs a single part of a regular expression may be, so that two parts can be told apart."""

import re
from functools import cache
from importlib import import_module
from typing import Any

op: Any = import_module("re._parser")
"""The standard library's own reading of a pattern, and its names for the parts."""

_NEAR = 0x250
"""Signs below it are told apart."""
_FURTHER = frozenset((-1, -2, -3))
_EVERY = frozenset(range(_NEAR)) | _FURTHER
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}


def signs(part: tuple[Any, Any]) -> frozenset[int] | None:
    """Return the signs of which the part is one, or more than these; None where it is no single sign."""
    kind, told = part
    if kind is op.LITERAL:
        return _alike(told)
    if kind is op.NOT_LITERAL:
        return (_EVERY - {told}) | _FURTHER
    if kind is op.ANY:
        return _EVERY
    if kind is not op.IN:
        return None
    found = frozenset[int]().union(*(_of_class(each) for each in told))
    return (_EVERY - found) | _FURTHER if told[0] == (op.NEGATE, None) else found


def _of_class(each: tuple[Any, Any]) -> frozenset[int]:
    kind, told = each
    if kind is op.LITERAL:
        return _alike(told)
    if kind is op.RANGE:
        near = (_alike(sign) for sign in range(told[0], min(told[1] + 1, _NEAR)))
        return frozenset[int]().union(_FURTHER if told[1] >= _NEAR else frozenset(), *near)
    if kind is op.CATEGORY and told in _CATEGORIES:
        return _category(_CATEGORIES[told])
    return frozenset() if kind is op.NEGATE else _EVERY


def _alike(sign: int) -> frozenset[int]:
    """Return a sign in both cases, as a pattern may be told to pass over them."""
    both = {sign, *(ord(each) for each in (chr(sign).lower(), chr(sign).upper()) if len(each) == 1)}
    return frozenset(each if each < _NEAR else _further(chr(each)) for each in both)


@cache
def _category(shorthand: str) -> frozenset[int]:
    near = frozenset(sign for sign in range(_NEAR) if re.match(shorthand, chr(sign)))
    return near | {_further(each) for each in "\u0660\u2003\u4e00\u2014" if re.match(shorthand, each)}


def _further(sign: str) -> int:
    """Return what stands for all signs of its kind that are not told apart: digits, spaces, others."""
    return -2 if re.match(r"\d", sign) else -3 if re.match(r"\s", sign) else -1
