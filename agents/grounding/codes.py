"""Hold the code of an account against the name that stands with it."""

import re
from collections.abc import Iterator

from agents.grounding.problems import Problem
from agents.grounding.reading import Reading

_TOGETHER = re.compile(r"\s*[(:–-]?\s*(?:the )?(?:account |no\. ?)?", re.IGNORECASE)


def code_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where the code and the name that stand together are of two accounts: "6100 Product sales"."""
    text = reading.sentence.original
    for first, second in zip(reading.mentions, reading.mentions[1:], strict=False):
        is_code = [text[mention.start : mention.end].isdigit() for mention in (first, second)]
        together = _TOGETHER.fullmatch(text, first.end, second.start)
        if together and any(is_code) and not all(is_code) and first.subject != second.subject:
            yield first.start, second.end, "the code and the name are not of one account"
