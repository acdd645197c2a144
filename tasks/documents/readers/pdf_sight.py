"""What of a PDF's page its reader sees: text drawn in no colour, too small, or off the page is taken out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot
from typing import Any

from pypdf.generic import ArrayObject, TextStringObject

_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_UNPAINTED = (3, 7)
"""Modes of rendering (ISO 32000-1, 9.3.6): neither filled nor stroked; programs that recognise scans write so."""
_SMALLEST = 2.0
"""Points."""


@dataclass(frozen=True, slots=True)
class _State:
    """What of the state of graphics bears on whether a text is seen."""

    mode: int = 0
    size: float = 0


class Sight:
    """What a page's operators come to; `before` and `after` are given to pypdf, which calls them around each."""

    def __init__(self, box: Sequence[float], *, recognised: bool) -> None:
        """Take the edges of what is shown of the page; `recognised` lets text pass that is not painted."""
        self._box, self._recognised = tuple(map(float, box)), recognised
        self._state, self._saved, self._forms = _State(), list[_State](), list[tuple[_State, list[_State]]]()

    def before(self, operator: bytes, operands: list[Any], cm: Sequence[float], tm: Sequence[float]) -> None:
        """Keep up with the state, and empty a text that nobody sees before it is read."""
        if operator == b"q":
            self._saved.append(self._state)
        elif operator == b"Q" and self._saved:
            self._state = self._saved.pop()
        elif operator == b"Tr" and operands and isinstance(operands[0], int):
            self._state = replace(self._state, mode=int(operands[0]))
        elif operator == b"Tf" and len(operands) > 1 and isinstance(operands[1], int | float):
            self._state = replace(self._state, size=abs(float(operands[1])))
        elif operator == b"Do":
            self._forms.append((self._state, self._saved))
            self._saved = []
        elif operator in _SHOWING and operands and not self._is_seen(operands[-1], cm, tm):
            operands[-1] = ArrayObject() if operator == b"TJ" else TextStringObject("")

    def after(self, operator: bytes, operands: list[Any], cm: Sequence[float], tm: Sequence[float]) -> None:
        """Leave a form as it was entered."""
        if operator == b"Do" and self._forms:
            self._state, self._saved = self._forms.pop()

    def _is_seen(self, text: Any, cm: Sequence[float], tm: Sequence[float]) -> bool:
        if self._state.mode in _UNPAINTED and not self._recognised:
            return False
        if self._forms:
            return True  # where a form stands on the page, and how large, pypdf does not say
        size = self._state.size * hypot(tm[2], tm[3]) * hypot(cm[2], cm[3])
        return size >= _SMALLEST and self._is_on_the_page(text, size, (cm, tm))

    def _is_on_the_page(self, text: Any, size: float, matrices: tuple[Sequence[float], Sequence[float]]) -> bool:
        """Tell whether any of a text could be; its letters are taken to be as wide as they are high."""
        cm, tm = matrices
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        length = size * sum(
            len(part) for part in (text if isinstance(text, list) else [text]) if hasattr(part, "__len__")
        )
        upright = not any((tm[1], tm[2], cm[1], cm[2])) and tm[0] * cm[0] > 0
        left, bottom, right, top = self._box
        if upright:
            return x + length >= left and x <= right and y + size >= bottom and y <= top
        return left - length <= x <= right + length and bottom - length <= y <= top + length
