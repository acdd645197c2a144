"""What a sentence of a passage may be told without: an amount that only tells more of a thing that is known already."""

import re
from collections.abc import Iterable, Iterator

_AMOUNT = r"(?:EUR|USD|GBP|CHF|€|\$|£)\s?\d[\d.,]*\d?(?:\s?(?:m|bn|k|million|billion|thousand)\b)?"
_ASIDE = re.compile(rf"(?<=\w) of {_AMOUNT}(?= (?:is|are|was|were)\b)")
_DEFINITE = re.compile(r"(?:The|This|That|These|Those) [a-z]+ of\b")


def with_and_without_asides(sentences: Iterable[str]) -> Iterator[str]:
    """Yield each sentence, and those about a definite thing also without the amount after its "of":
    "The budget of CHF 1.9m is unchanged". After a bound, "up to", an amount is a limit and stays.
    """
    for sentence in sentences:
        yield sentence
        if not _DEFINITE.match(sentence):
            continue
        short = _ASIDE.sub("", sentence, count=1)
        if short != sentence:
            yield short
