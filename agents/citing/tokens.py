"""What a piece of a sentence is made of: its telling words, numbers and dates, each with the small word it follows."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from agents.citing.forms import kind_among, listed, verb_form
from agents.citing.stretch import Number, Stretch
from agents.citing.support import word_groups
from agents.grounding.periods import PeriodMention
from agents.vocabulary.languages import fold

_BOUND = re.compile(
    r"\b(?:at (?:the )?(?:most|least)|up to|(?:no|not)(?: be)? (?:more|later|longer|less|fewer) than"
    r"|(?:less|shorter|fewer|more|older|longer|larger|higher|lower) than|below|under|above|over|beyond|maximum(?: of)?"
    r"|minimum(?: of)?|within|exceed(?:s|ing)?|h[öo]chstens|bis zu|nicht mehr als|weniger als|mehr als|unter|über"
    r"|innerhalb(?: von)?|binnen|maximal|mindestens|about|around|ca\.?|approximately|rund|etwa|nearly|almost)"
    r"\s*(?:by |of |um |nur )?$",
    re.IGNORECASE,
)
_BOUND_AFTER = re.compile(
    r"\s*(?:or (?:more|above|longer|less|below|fewer)|at (?:the )?most|oder (?:mehr|weniger))\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]\w*(?:-\d\w*)?(?:['’]s?(?=\W|$))?|\d\w*")
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")
_BE = frozenset(("is", "are", "was", "were", "be", "been", "being", "ist", "sind", "wird", "werden", "wurde", "wurden"))
_RELATIVE = frozenset(("who", "which", "that"))
Groups = tuple[frozenset[int], frozenset[int]]
MARKERS = ("start", "end", "before", "after", "with", "without", "by", "above", "below", "per")
TIES = ("if", "unless", "except", "because", "otherwise")
MOODS = ("may", "must", "would", "will")
_PERIODS = ("day", "week", "month", "quarter", "year")


@dataclass(frozen=True)
class Token:
    """One word, number or date that says something, or a small word that turns what others say."""

    text: str
    word: str = ""
    """Folded; the list it stands in for a small word."""
    kind: str = "word"
    """"word", "number", "date", "clock", or the list of a small word: "not", "may", "if", "only"."""
    number: Number | None = None
    date: PeriodMention | None = None
    marker: str = ""
    """The preposition it follows, by what that does."""
    chunk: int = 0
    part: int = 0
    """The commas before it."""
    verb: str = ""
    """Where it is the verb: which."""
    passive: bool = False
    modifies: bool = False
    """A verb that only describes a noun: "users who are added", "the goods delivered"."""
    capital: bool = False
    groups: frozenset[int] = frozenset()
    """Of the thesaurus."""
    phrases: frozenset[int] = frozenset()
    """Those of the groups that it is in only with the words beside it."""
    start: int = 0
    """Its first sign in the text."""
    piece: int = 0
    """The joints before it."""


@lru_cache(maxsize=5_000)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of a piece of a sentence in canonical wording."""
    return tuple(_Tokeniser(text).tokens)


class _Tokeniser:
    def __init__(self, text: str) -> None:
        self.tokens: list[Token] = []
        self._chunk, self._marker = 0, ""
        self._items = _items(text)
        self._folded = [fold(re.sub(r"['’]s?$", "", one)) if isinstance(one, str) else "" for _, _, one in self._items]
        groups = word_groups(tuple(self._folded))
        reached = 0
        for place, (start, part, one) in enumerate(self._items):
            if part > reached:
                reached = part
                self._start()
            if isinstance(one, Token):
                self._chunk += not self._marker
                self._add(replace(one, part=part, start=start))
            else:
                self._take(place, one, Token(one, part=part, start=start), groups[place])

    def _add(self, token: Token) -> None:
        self.tokens.append(replace(token, chunk=self._chunk, marker=self._marker))

    def _start(self, marker: str = "") -> None:
        self._chunk += 1
        self._marker = marker

    def _take(self, place: int, text: str, token: Token, groups: Groups) -> None:
        word = self._folded[place]
        marker = kind_among(word, (*MARKERS, "other"))
        last = place + 1 == len(self._items) or self._items[place + 1][1] > token.part
        if marker and last and word not in ("above", "below", "before", "after", "over", "under"):
            return
        if marker and not last and not (word == "following" and self._at(place - 1) == "the"):
            self._start(word if marker == "other" else marker)
            if marker == "without" and self._at(place + 1).endswith("ing"):
                self._add(replace(token, word="not", kind="not"))
            return
        tie = kind_among(word, (*TIES, "not", "all", "only", *MOODS))
        if tie and not (word == "may" and text == "May"):
            if tie not in ("all", "only") and not (tie == "not" and self._marker):
                self._start()
            self._add(replace(token, word=tie, kind=tie))
            return
        if word in listed("nothing"):
            if word in _BE:
                self._start()
            return
        verb, passive, modifies = self._verb(place, text)
        if verb:
            self._start()
        period = kind_among(word, _PERIODS) or word
        self._add(
            replace(token, word=period, verb=verb, passive=passive, modifies=modifies, groups=groups[0],
                    phrases=groups[1], capital=text[0].isupper())
        )  # fmt: skip
        if verb:
            self._start()

    def _at(self, place: int) -> str:
        return self._folded[place] if 0 <= place < len(self._folded) else ""

    def _verb(self, place: int, text: str) -> tuple[str, bool, bool]:
        base, form = verb_form(self._folded[place])
        if not base or form == "ing" or text.endswith(("'s", "’s", "s'", "s’")) or (text[0].isupper() and place):
            return "", False, False
        before = [self._at(place - back) for back in range(1, 5)]
        near = next((word for word in before if word not in listed("not") and word not in ("also", "only", "always")), "")
        if form == "past":
            be = any(word in _BE for word in before[:3])
            relative = kind_among(before[0], MARKERS) or near in _RELATIVE or be and any(word in _RELATIVE for word in before)
            return base, be, bool(relative) or not (be or near in listed("nothing")) and self._verb_follows(place)
        noun = kind_among(near, (*MARKERS, "other")) or near in ("a", "an", "the", "its", "their", "this", "each", "any")
        if form == "base":
            asked = near in ("to", "did", "do", "does") or kind_among(near, MOODS)
            plural = near.endswith("s") and near not in listed("nothing")
            named = bool(self.tokens) and self.tokens[-1].capital
            return (base if asked or not noun and (plural or near in _RELATIVE or named) else ""), False, near in _RELATIVE
        if not near and text.islower() and self._begins_as_verb(place):
            return base, False, False
        finite = bool(self.tokens) and not noun and near != "" and not kind_among(near, MOODS)
        return (base if finite else ""), False, near in _RELATIVE

    def _begins_as_verb(self, place: int) -> bool:
        """Tell whether a piece begins with its verb, "and keeps 35%": no other follows, and what follows can be taken."""
        after = self._at(place + 1)
        taken = not (after in _BE or kind_among(after, ("other", "start", "end", *MOODS)))
        return taken and not self._verb_follows(place)

    def _verb_follows(self, place: int) -> bool:
        """Tell whether a finite verb comes later: then a bare participle only describes."""
        later = self._folded[place + 1 :]
        return any(word in _BE or kind_among(word, MOODS) or verb_form(word)[1] == "present" for word in later)


def _items(text: str) -> list[tuple[int, int, "Token | str"]]:
    """Return a text's words and, as tokens, its numbers and dates, each with the number of commas before it."""
    stretch, blank = Stretch(text), text
    found: list[tuple[int, int, Token | str]] = [
        (date.start, date.end, Token(text[date.start : date.end], kind="date", date=date)) for date in stretch.dates
    ]
    for number in stretch.numbers:
        start, end = number.quantity.start, number.quantity.end
        if re.search(r"\w-$", text[:start]):
            continue  # "RX-41" is a name
        found.append((start, end, Token(text[start:end].strip(), kind="number", number=number)))
        bound, after = _BOUND.search(blank[:start]), _BOUND_AFTER.match(blank, end)
        for match in (bound, after):
            if match:
                blank = blank[: match.start()] + " " * (match.end() - match.start()) + blank[match.end() :]
    found += [(one.start(), one.end(), Token(one[0], one[0], "clock")) for one in _CLOCK.finditer(text)]
    taken = [(start, end) for start, end, _ in found]
    found += [
        (one.start(), one.end(), one[0])
        for one in _WORD.finditer(blank)
        if not any(start < one.end() and one.start() < end for start, end in taken)
    ]
    found.sort(key=lambda one: one[:2])
    return [(start, len(re.findall(r"[,;:](?=\s)", text[:start])), one) for start, _, one in found]
