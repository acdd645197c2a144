"""Cut a piece of a sentence into its tokens."""

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache

from agents.citing.forms import kind_among, listed
from agents.citing.measures import without_bounds
from agents.citing.predicates import BE, predicate_at
from agents.citing.stretch import Stretch
from agents.citing.support import Groups, word_groups
from agents.citing.tokens import MARKERS, MOODS, TIES, Token
from agents.vocabulary.languages import fold

_WORD = re.compile(r"[^\W\d_]\w*(?:-\d\w*)?(?:['’]s?(?=\W|$))?|\d\w*")
_COMMA = re.compile(r"[,;:](?=\s)")
_PERIODS = ("day", "week", "month", "quarter", "year")
_TELLING_ALONE = frozenset(("above", "below", "before", "after", "over", "under"))
"""Prepositions that say something where nothing follows: "EUR 2 above"."""


@lru_cache(maxsize=5_000)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a piece of a sentence in canonical wording."""
    return tuple(_Tokeniser(text).tokens)


class _Tokeniser:
    def __init__(self, text: str) -> None:
        self.tokens: list[Token] = []
        self._chunk, self._marker, part = 0, "", 0
        self._items = _items(text)
        self._folded = [fold(re.sub(r"['’]s?$", "", one.text)) if one.kind == "word" else "" for one in self._items]
        groups = word_groups(tuple(self._folded))
        for place, token in enumerate(self._items):
            if token.part > part:
                part = token.part
                self._begin()
            if token.kind == "word":
                self._take(place, token, groups[place])
            else:
                self._chunk += not self._marker
                self._add(token)

    def _add(self, token: Token) -> None:
        self.tokens.append(replace(token, chunk=self._chunk, marker=self._marker))

    def _begin(self, marker: str = "") -> None:
        self._chunk += 1
        self._marker = marker

    def _take(self, place: int, token: Token, groups: Groups) -> None:
        word = self._folded[place]
        marker = kind_among(word, (*MARKERS, "other"))
        turning = kind_among(word, (*TIES, "not", "all", "only", *MOODS))
        if marker and not self._is_noun(place):
            self._mark(place, token, word if marker == "other" else marker)
        elif turning and token.text != "May":
            if turning not in ("all", "only") and not (turning == "not" and self._marker):
                self._begin()
            self._add(replace(token, word=turning, kind=turning))
        elif word in listed("nothing"):
            self._chunk += word in BE
            self._marker = "" if word in BE else self._marker
        else:
            self._tell(place, token, groups)

    def _is_noun(self, place: int) -> bool:
        """Tell whether a preposition is another word here: "the following month", "EUR 2 above"."""
        word = self._folded[place]
        return (word == "following" and self._at(place - 1) == "the") or (word in _TELLING_ALONE and self._ends(place))

    def _mark(self, place: int, token: Token, marker: str) -> None:
        if self._ends(place):
            return
        self._begin(marker)
        if marker == "without" and self._at(place + 1).endswith("ing"):
            self._add(replace(token, word="not", kind="not"))

    def _tell(self, place: int, token: Token, groups: Groups) -> None:
        word = self._folded[place]
        after = ("name" if self.tokens[-1].capital else "word") if self.tokens else ""
        found = predicate_at(place, self._folded, token.text, after)
        if found.verb:
            self._begin()
        self._add(
            replace(token, word=kind_among(word, _PERIODS) or word, verb=found.verb, passive=found.passive,
                    modifies=found.modifies, groups=groups[0], phrases=groups[1], capital=token.text[0].isupper())
        )  # fmt: skip
        if found.verb:
            self._begin()

    def _at(self, place: int) -> str:
        return self._folded[place] if 0 <= place < len(self._folded) else ""

    def _ends(self, place: int) -> bool:
        return place + 1 == len(self._items) or self._items[place + 1].part > self._items[place].part


def _items(text: str) -> list[Token]:
    """Return a text's words, numbers and dates in their order."""
    stretch, blank = Stretch(text), text
    found = [Token(text[one.start : one.end], kind="date", date=one, start=one.start) for one in stretch.dates]
    for number in stretch.numbers:
        start, end = number.quantity.start, number.quantity.end
        found.append(Token(text[start:end].strip(), kind="number", number=number, start=start))
        blank = without_bounds(blank, number.quantity)
    found += [Token(one[0], one[0], "clock", start=one.start()) for one in stretch.clocks]
    taken = [(one.start, one.start + len(one.text)) for one in found]
    found += [
        Token(one[0], start=one.start())
        for one in _WORD.finditer(blank)
        if not any(start < one.end() and one.start() < end for start, end in taken)
    ]
    commas = [one.start() for one in _COMMA.finditer(text)]
    found.sort(key=lambda one: one.start)
    return [replace(one, part=bisect_left(commas, one.start)) for one in found]
