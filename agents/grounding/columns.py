"""Names of columns in a row and as many numbers in a row: "actual vs. budget: 24,310 vs. 15,000"."""

import re
from collections.abc import Sequence

from agents.grounding.outline import Outline
from agents.grounding.quantities import Quantity

_ACTUAL, _BUDGET, _PAST = "actual", "budget", "past"
_LABELS = (
    (_ACTUAL, r"actual(?:s|ly)?|this (?:year|month)|current (?:year|month)"),
    (_BUDGET, r"budget(?:ed)?|plan(?:ned)?|forecast|target"),
    (_PAST, r"(?:prior|last|previous)[ -](?:year|month|period)|PY|LY"),
)
_LABEL = "|".join(f"(?:{pattern})" for _, pattern in _LABELS)
_BETWEEN = r"\s*(?:/|vs\.?|versus|against|and|compared (?:with|to)|,)\s*(?:the )?"
_HEADER = re.compile(rf"\b(?:{_LABEL})(?:{_BETWEEN}(?:{_LABEL}))+\b", re.IGNORECASE)
_SEPARATOR = re.compile(_BETWEEN, re.IGNORECASE)


def columns(outline: Outline) -> dict[int, str]:
    """Return the column of each number that stands in a row after as many names of columns, by the number's place."""
    text, found = outline.sentence.text, dict[int, str]()
    for header in _HEADER.finditer(text):
        names = [_name(label) for label in re.findall(_LABEL, header[0], re.IGNORECASE)]
        for row in _rows(outline, header.end()):
            if len(row) == len(names):
                found |= {number.start: name for number, name in zip(row, names, strict=True)}
    return found


def _name(label: str) -> str:
    return next(name for name, pattern in _LABELS if re.fullmatch(pattern, label, re.IGNORECASE))


def _rows(outline: Outline, start: int) -> list[Sequence[Quantity]]:
    rows: list[list[Quantity]] = []
    for number in outline.numbers:
        if number.start >= start:
            joined = rows and _SEPARATOR.fullmatch(outline.sentence.text, rows[-1][-1].end, number.start)
            rows[-1].append(number) if joined else rows.append([number])
    return [row for row in rows if len(row) > 1]
