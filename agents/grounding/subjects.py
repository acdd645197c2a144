"""What texts speak of: words made comparable, and the places where a text names the subject of a figure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agents.grounding.line_names import ALIASES, FIRST_WORDS, LONGEST, OTHER_LINES, SAME

Subject = frozenset[str]
"""The telling words of what a figure is about: {"product", "sale"}; an id stands for what it identifies."""

Name = tuple[frozenset[str], Subject]
"""The words that a text uses for a subject, and the subject."""

_INSIDE = frozenset("of the in from for our at on with".split())  # noqa: SIM905
"""Words that may stand inside a name: "cash flow from investing"."""
_STOPS = re.compile(r"[,;.]\s")
"""What no name reads across."""
_GENERIC = frozenset(["expense", "income"])
"""Words that may follow an account's name without naming the total: "travel expenses"."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a text, small, singular, its synonym where it has one."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names a subject."""

    start: int
    end: int
    subject: Subject


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text with their places; what stands for several words takes their place."""
    raw = [
        Token("expense" if match[0].lower() == "costs" else _singular(match[0].lower()), *match.span())
        for match in re.finditer(r"[^\W_]+", text)
    ]
    found: list[Token] = []
    place = 0
    while place < len(raw):
        longest = min(LONGEST, len(raw) - place) if raw[place].word in FIRST_WORDS else 0
        for size in range(longest, 0, -1):
            same = SAME.get(tuple(token.word for token in raw[place : place + size]))
            if same:
                found += [Token(word, raw[place].start, raw[place + size - 1].end) for word in same]
                place += size
                break
        else:
            found.append(raw[place])
            place += 1
    return tuple(found)


def words(text: str) -> frozenset[str]:
    """Return the words of a text, small, singular, synonyms made one."""
    return frozenset(token.word for token in tokens(text))


def names_by_word(subjects: Iterable[Subject], documents: frozenset[Subject]) -> dict[str, list[Name]]:
    """Return the names of `subjects`, whole for `documents`, and of the field's other lines, by each of their words."""
    names = [(subject if subject in documents else plain(subject), subject) for subject in subjects]
    named = set(subjects)
    aliases = {frozenset(name): frozenset(meant) for name, meant in ALIASES.items() if frozenset(meant) in named}
    names += aliases.items()
    names += [(frozenset(name), frozenset(name)) for name in OTHER_LINES if frozenset(name) not in aliases]
    found: dict[str, list[Name]] = {}
    for name in dict.fromkeys(names):
        for word in name[0]:
            found.setdefault(word, []).append(name)
    return found


def mentions(text: str, names: dict[str, list[Name]]) -> list[Mention]:
    """Return where a text names a subject, by `names_by_word`, in order, the longest name each."""
    spoken = _with_shared_heads(tokens(text))
    found = [
        (-len(name), end - spoken[place].start, Mention(spoken[place].start, end, subject))
        for place, token in enumerate(spoken)
        for name, subject in names.get(token.word, ())
        if (end := _name_end(spoken, place, name)) is not None and not _STOPS.search(text, token.start, end)
    ]
    chosen: list[Mention] = []
    taken = bytearray(len(text) + 1)
    for _, _, mention in sorted(found, key=lambda item: (item[0], item[1], item[2].start)):
        if not any(taken[mention.start : mention.end]):
            chosen.append(mention)
            taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    return _without_generic_tails(sorted(chosen, key=lambda mention: mention.start), text)


def plain(subject: Subject) -> Subject:
    """Return a subject without the account codes and numbers that texts leave out, unless it is all of them."""
    return frozenset(word for word in subject if not word.isdigit()) or subject


def _name_end(spoken: list[Token], place: int, name: Subject) -> int | None:
    """Return where a name that begins at a token ends; None if another word comes between."""
    missing, end = set(name), spoken[place].end
    for number, token in enumerate(spoken[place : place + len(name) + 3], place):
        if token.word in missing:
            missing.remove(token.word)
            end = max(end, token.end)
            if not missing:
                return end
        elif token.word not in _INSIDE and not token.word.isdigit() and not _joins(spoken, number, name):
            return None
    return None


def _joins(spoken: list[Token], place: int, name: Subject) -> bool:
    """Tell whether an "and" stands within a name: "Travel and subsistence"."""
    both = spoken[place - 1 : place + 2 : 2]
    return spoken[place].word == "and" and len(both) == 2 and all(token.word in name for token in both)


def _with_shared_heads(spoken: tuple[Token, ...]) -> list[Token]:
    """Return the words with the head that two names share put to both: gross (margin) and operating margin."""
    found = list(spoken)
    for place in range(len(spoken) - 3, 0, -1):
        if spoken[place].word in ("and", "or") and spoken[place + 2].word in ("margin", "receivable", "ratio", "sale"):
            found.insert(place, Token(spoken[place + 2].word, spoken[place - 1].end, spoken[place - 1].end))
    return found


def _without_generic_tails(found: list[Mention], text: str) -> list[Mention]:
    return [
        mention
        for place, mention in enumerate(found)
        if not (
            place
            and plain(mention.subject) <= _GENERIC
            and not text[found[place - 1].end : mention.start].strip(" ()")
            and not plain(found[place - 1].subject) <= _GENERIC
        )
    ]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    is_plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word != "this"
    return word[:-1] if is_plural else word
