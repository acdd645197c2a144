"""Which subject a place in a sentence speaks of: the last that is named before it."""

import re

from agents.grounding.attachment_words import SEPARATOR, SHARE_OF
from agents.grounding.reading import Reading
from agents.grounding.subjects import Mention, Subject

_REASON = re.compile(r"\b(?:from|due to|because|reflects?|by|after)\b", re.IGNORECASE)
"""What follows says why, not what of."""
_ASIDE = re.compile(r" (?:account|line|item|position)s?\b(?! (?:6|4|\())")
_IS_NOT = re.compile(
    r"\b(?:rather than|instead of|unlike|as opposed to|and not|but not) (?:the |our )?$", re.IGNORECASE
)
"""Before a subject that is named to say that it is not meant."""
_IS_A = re.compile(r"\b(?:(?:for|as|is|being) an?|(?:this|that|it|which) is|among(?: the| our| its)?) $", re.IGNORECASE)
_NEAR = 60


def is_whole(text: str, position: int) -> bool:
    """Return whether a subject is named as the whole of a share: "12.1 % of income"."""
    return bool(SHARE_OF.search(text[max(0, position - _NEAR) : position]))


def is_kind(text: str, position: int) -> bool:
    """Return whether a subject is named as a kind of line: "for an expense this is favourable", "among expenses"."""
    return bool(_IS_A.search(text[max(0, position - _NEAR) : position]))


def coordinated(before: list[Mention], text: str) -> frozenset[Subject]:
    """Return the last subject before a number with those joined to it: "income and expenses"."""
    chosen = [before[-1]]
    for mention in reversed(before[:-1]):
        if not SEPARATOR.fullmatch(text[mention.end : chosen[-1].start]):
            break
        chosen.append(mention)
    return frozenset(mention.subject for mention in chosen)


def is_of_a_share(reading: Reading, position: int) -> bool:
    """Return whether what is named last before a place is the whole of a share: "as a percentage of income"."""
    before = reading.mentions_between(reading.sentence.break_before(position), position)
    return bool(before) and is_whole(reading.sentence.text, before[-1].start)


def named_before(reading: Reading, position: int) -> frozenset[Subject]:
    """Return the subjects named nearest to a place: in its clause, its sentence, after it, or in the one before."""
    sentence = reading.sentence
    for start in (sentence.break_before(position), 0):
        before = [
            mention
            for mention in reading.mentions_between(start, position)
            if not _ASIDE.match(sentence.text, mention.end)
            and not _IS_NOT.search(sentence.text[: mention.start])
            and not is_kind(sentence.text, mention.start)
        ]
        if before:
            return coordinated(before, sentence.text)
    reason = _REASON.search(sentence.text, position)
    after = reading.mentions_between(position, reason.start() if reason else len(sentence.text))
    return frozenset(mention.subject for mention in after[:1] or reading.mentions_before)
