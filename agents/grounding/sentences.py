"""A text cut into its sentences, each with its place and the sentence before it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"(?<=[.!?])[\"”)]?\s+(?=[A-Z“\"(\d¤€$£])|\n+")
_ABBREVIATION = re.compile(r"(?:\b(?:No|e\.g|i\.e|approx|ca|vs|incl|excl|Mr|Ms|Mrs|Dr|St|Co|Inc|Ltd)\.)\s*$")
_CLAUSE = re.compile(r"[;:—,]\s|\b(?:and|but|while|whereas|although|against|compared with|after|from)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a text whose ids and quotations are blanked."""

    start: int
    """Its place in the text."""
    text: str
    """Blanked."""
    original: str
    before: str
    """The original sentence before it in the same paragraph, "" for the first."""

    def clause_before(self, position: int) -> tuple[int, int]:
        """Return where the clause that ends at `position` begins, and `position`."""
        starts = [match.end() for match in _CLAUSE.finditer(self.text, 0, position)]
        return (starts[-1] if starts else 0), position


def sentences(original: str, text: str) -> Iterator[Sentence]:
    """Return the sentences of `text`, which is `original` with its ids and quotations blanked."""
    start, before = 0, ""
    for match in [*_END.finditer(text), None]:
        if match and "\n" not in match[0] and _ABBREVIATION.search(text[start : match.start() + 1]):
            continue
        end = match.start() if match else len(text)
        if text[start:end].strip():
            yield Sentence(start, text[start:end], original[start:end], before)
            before = original[start:end]
        start = match.end() if match else end
        if match and "\n\n" in match[0]:
            before = ""
