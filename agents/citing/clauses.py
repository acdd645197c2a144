"""A sentence cut into what it says: its clauses, each with the condition that it depends on."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from agents.citing.parties import ANY_ROLE
from agents.citing.stretch import Stretch
from agents.vocabulary.languages import fold, words

_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|must|may|shall|can|could|will|would|should|does|do|did|needs?|pays?|paid"
    r"|bears?|bore|carr(?:y|ies)|gives?|gets?|receives?|provides?|decides?|approves?|signs?|takes?|keeps?|holds?|cost"
    r"|buys?|sells?|owes?|owns?|insures?|repairs?|delivers?|grants?|sets?|ends?|begins?|starts?|rises?|falls?"
    r"|appl(?:y|ies)|lies|remains?|becomes?|makes?|says?|counts?|runs?|covers?|handles?|maintains?|supplies|supply"
    r"|follows?|lapses?|expires?|arrives?|belongs?|depends?|includes?|requires?|serves?|moves?"
    r"|sends?|cleans?|brings?|leaves?|stands?|goe?s?|comes?|ist|sind|war|waren|hat|haben|wird|werden|wurde|wurden|muss"
    r"|mussen|darf|durfen|kann|konnen|soll|sollen|zahlt|zahlen|tragt|tragen|gilt|gelten|betragt|erhalt|erhalten|liefert|liefern|endet|beginnt|ubernimmt|haftet|entscheidet)\b"
)
_DOES = re.compile(rf"\b(?:{ANY_ROLE}) [a-z]{{3,}}s\b")
"""Somebody with a verb that is not listed: "the insurer inspects"."""
_APART = re.compile(r":\s+|,\s+(?!(?:which|that|who|whose|where|with|without|at|in|on|by|for|der|die|das|mit|ohne)\b)")
_JOIN = re.compile(r"\s+(?:and|or|but|while|whereas|und|oder|aber|wahrend|während)\s+")
CONDITION_WORDS = (
    r"only if|if|unless|where|provided(?: that)?|except(?: that| for)?|as long as|so long as|as soon as|when|whenever"
    r"|(?<!at )once(?! (?:a|per|every|each)\b)|subject to|on condition that"
    r"|wenn|falls|sofern|solange|es sei denn|vorausgesetzt|vorbehaltlich"
)
_CONDITION = re.compile(rf",?\s*\b(?P<word>{CONDITION_WORDS})\b", re.IGNORECASE)
_EXCEPTED = re.compile(r"except(?: for)? (?:[A-Z][\w.-]+ ?)+(?=\w)")
"""Within the subject: "all members except Ms Okafor voted"."""


_OWNER = re.compile(r"\S+['’]s?\s+")
_PREPOSITION = re.compile(r"\b(?:of|on|for|to|with|from|by|in|at|under|over|above|without|von|fur|mit|bei|aus)\b")
_PRONOUN = re.compile(r"\W*(?:they|he|she|sie)\s*")
_NO_SUBJECT = re.compile(
    r"\s*(?:in|on|for|at|by|with|from|of|until|till|after|before|within|to|up|over|above|below|under|more|less|about|around"
    r"|during|since|as|if|when|where|once|there|im|am|an|bei|fur|bis|ab|seit|vor|nach|mit|von|wenn|ohne|without)\b"
)
"""At the beginning of a sentence whose subject comes later."""


@dataclass(frozen=True)
class Clause:
    """What a sentence says of one subject."""

    text: str
    main: Stretch
    condition: Stretch | None
    """From its "if" or "unless" on; None where it depends on nothing."""
    before: str = ""
    """The subject of the clause before."""

    @cached_property
    def whole(self) -> Stretch:
        return Stretch(self.text)

    @cached_property
    def verb(self) -> str:
        """Its first verb, without the ending of a third person; "" for none."""
        found = _VERB.search(self.main.folded)
        return found[0].removesuffix("s") if found else ""

    @cached_property
    def head(self) -> str:
        """Its subject's telling word, folded, or that of whom "they" are; "" where it has several or begins without."""
        verb = _VERB.search(self.main.folded)
        begun = fold(self.main.text[: verb.start()]) if verb else ""
        if _PRONOUN.fullmatch(begun):
            return self.before
        subject = _PREPOSITION.split(_OWNER.sub("", begun), maxsplit=1)[0]
        several = re.search(r",|\b(?:and|or|und|oder)\b", subject)
        return "" if several or _NO_SUBJECT.match(begun) else next(reversed(Stretch(subject).content), "")


def clauses(sentences: Iterable[str]) -> Iterator[Clause]:
    """Yield the clauses of sentences; a comma or "and" parts clauses only where both sides have a verb."""
    before = ""
    for sentence in sentences:
        for part in (part for whole in re.split(r"[;:]\s", sentence) for part in _cut(whole, _APART)):
            for text in _cut(part, _JOIN):
                clause = _clause(text.strip(" ,;:"), before)
                before = clause.head or before
                yield clause


def _cut(text: str, joint: re.Pattern[str]) -> Iterator[str]:
    start, cuts = 0, list(joint.finditer(text))
    for place, cut in enumerate(cuts):
        end = cuts[place + 1].start() if place + 1 < len(cuts) else len(text)
        left, right = text[start : cut.start()], text[cut.end() : end]
        if has_verb(left) and has_verb(right) and not (_CONDITION.match(left) or _CONDITION.match(right)):
            yield left
            start = cut.end()
    if text[start:].strip():
        yield text[start:]


def has_verb(text: str) -> bool:
    """Tell whether a stretch of text has a verb of those that contracts and memos use."""
    return any(_VERB.fullmatch(word) for word in words(text)) or bool(_DOES.search(fold(text)))


def _clause(text: str, before: str) -> Clause:
    found = _CONDITION.search(text)
    if found is None:
        return Clause(text, Stretch(text), None, before)
    excepted = _EXCEPTED.search(text)
    if excepted:
        main = f"{text[: excepted.start()]}{text[excepted.end() :]}"
        return Clause(text, Stretch(main), Stretch(excepted[0]), before)
    if text[: found.start()].strip():
        return Clause(text, Stretch(text[: found.start()]), Stretch(text[found.start() :].lstrip(", ")), before)
    condition, comma, main = text.partition(",")
    return (
        Clause(text, Stretch(main), Stretch(condition), before) if comma else Clause(text, Stretch(text), None, before)
    )
