"""What a piece of a sentence is made of: its telling words, numbers and dates, each with the small word it follows."""

from dataclasses import dataclass

from agents.citing.stretch import Number
from agents.grounding.periods import PeriodMention

MARKERS = ("start", "end", "before", "after", "with", "without", "by", "above", "below", "per")
"""What prepositions do, as far as one says another thing than the next."""
TIES = ("if", "unless", "except", "because", "otherwise")
MOODS = ("may", "must", "would", "will")
TURNING = (*MOODS, "not", "only", "all")
"""What turns the words that it stands with."""


@dataclass(frozen=True)
class Token:
    """One word, number or date that says something, or a small word that turns what others say."""

    text: str
    word: str = ""
    """Folded; the list it stands in for a small word."""
    kind: str = "word"
    """Of "word", "number", "date", "clock", or the list of a small word: "not", "may", "if", "only"."""
    number: Number | None = None
    date: PeriodMention | None = None
    marker: str = ""
    """The preposition it follows, by what that does."""
    chunk: int = 0
    part: int = 0
    """The commas before it."""
    verb: str = ""
    """Where it is a verb: which."""
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

    @property
    def turns(self) -> bool:
        return self.kind in TURNING
