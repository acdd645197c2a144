"""A text cut into its sentences, each with its place, its clauses and the sentence before it."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_END = re.compile(r"(?<=[.!?])[\"”)]?\s+(?=[A-Z“\"(\d¤€$£+−-])|(?<=[.!?][)”\"])\s+(?=[A-Z“\"(\d¤€$£])|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|e\.g|i\.e|approx|ca|vs|incl|excl|resp|Mr|Ms|Mrs|Dr|St|Co|Inc|Ltd)\.)\s*$", re.IGNORECASE
)
_BREAK = re.compile(r"[;—]|\s–\s|\b(?:but|while|whereas|although|though|(?<!not )(?<!as )yet|however)\b", re.IGNORECASE)
_CLAUSE = re.compile(rf"[:,]\s|{_BREAK.pattern}|\b(?:and|against|compared with|after|from)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """One sentence of a text whose ids and quotations are blanked."""

    start: int
    """Its place in the text."""
    text: str
    """Blanked."""
    original: str
    before: str
    """The original sentence before it in the same paragraph, "" for the first."""

    @cached_property
    def breaks(self) -> list[int]:
        """Return where clauses begin that have a subject of their own: after "while", "but", a semicolon."""
        return [match.end() for match in _BREAK.finditer(self.text)]

    def clause_start(self, position: int) -> int:
        """Return where the smallest clause that ends at `position` begins: after a comma, "and", "against"."""
        place = bisect_right(self._clauses, position)
        return self._clauses[place - 1] if place else 0

    def break_before(self, position: int) -> int:
        """Return where the clause with a subject of its own that holds `position` begins."""
        place = bisect_right(self.breaks, position)
        return self.breaks[place - 1] if place else 0

    def break_after(self, position: int) -> int:
        """Return where the clause with a subject of its own that holds `position` ends."""
        place = bisect_right(self.breaks, position)
        return self.breaks[place] if place < len(self.breaks) else len(self.text)

    @cached_property
    def _clauses(self) -> list[int]:
        return [match.end() for match in _CLAUSE.finditer(self.text)]


def sentences(original: str, text: str) -> Iterator[Sentence]:
    """Return the sentences of `text`, which is `original` with its ids and quotations blanked."""
    start, before = 0, ""
    for match in [*_END.finditer(text), None]:
        if (
            match
            and "\n" not in match[0]
            and _ABBREVIATION.search(text[max(start, match.start() - 8) : match.start() + 1])
        ):
            continue
        end = match.start() if match else len(text)
        if text[start:end].strip():
            yield Sentence(start, text[start:end], original[start:end], before)
            before = original[start:end]
        start = match.end() if match else end
        if match and "\n\n" in match[0]:
            before = ""
