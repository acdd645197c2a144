"""Who "it" and "they" are: the subject of the sentence before, or of the clause before in the same sentence."""

import re
from collections.abc import Iterator, Sequence

from agents.citing.reading import reading
from agents.citing.roles import main_verb

_PRONOUN = re.compile(r"\b(?:[Ii]t|[Tt]hey|[Tt]hem|[Hh]e|[Ss]he|[Ee]s)\b")
_BE = re.compile(r"\b(?:is|are|was|were|may|must|can|shall|will|has|have|does|do|ist|sind|wird|werden)\b")


def with_antecedents(sentences: Sequence[str]) -> Iterator[str]:
    """Yield the sentences, and those with a pronoun also with the subject that it can stand for."""
    before = ""
    for sentence in sentences:
        yield sentence
        own = subject(sentence)
        if _PRONOUN.search(sentence):
            for known in dict.fromkeys(name for name in _short(before, own) if name and not _PRONOUN.search(name)):
                yield _PRONOUN.sub(lambda match, known=known: known, sentence)
        before = own if own and not _PRONOUN.search(own) else before


def _short(*subjects: str) -> Iterator[str]:
    """Yield subjects whole, and without what tells more of them: "an overdraft" of "an overdraft of EUR 400,000"."""
    for one in subjects:
        yield one
        yield re.split(r" (?:of|with|for|in|on|at|von|mit|fur|aus) ", one)[0]


def subject(sentence: str) -> str:
    """Return the words before a sentence's verb; "" where it begins with something else."""
    told = reading(sentence)
    if not told.tokens or told.tokens[0].marker:
        return ""
    verb, be = main_verb(told), _BE.search(sentence)
    ends = [be.start()] if be else []
    if verb is not None:
        ends.append(sentence.find(told.tokens[verb].text))
    return re.sub(r",.*", "", sentence[: min(ends)]).strip() if ends else ""
