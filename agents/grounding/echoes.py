"""Hold a direction that is said again of another subject: "and so did expenses", "Above budget: travel, energy"."""

import re
from collections.abc import Iterator

from agents.grounding.claims import subject_problem
from agents.grounding.problems import Problem
from agents.grounding.reading import Reading

_HEADER = re.compile(r"[^:.;\d]{0,20}:\s")
_SENTENCE = re.compile(r"[.;]\s")
_SO = re.compile(r"\b(?:and so|as|so) (?:did|was|were|has|have|is|are) (?:the |our )?$", re.IGNORECASE)
"""Between a direction and another subject that it is said of as well."""
"""Between a direction and another subject that it is said of as well."""


def echo_problems(reading: Reading) -> Iterator[Problem]:
    """Yield where "and so did expenses" or "Above budget: travel, energy" says a direction of what did not go so."""
    text = reading.sentence.text
    said = sorted([*reading.direction_words, *reading.bound_directions.values()], key=lambda found: found.start)
    for direction in said:
        header = _HEADER.match(text, direction.end) if not text[: direction.start].strip() else None
        stop = _SENTENCE.search(text, header.end()) if header else None
        listed = reading.mentions_between(header.end(), stop.start() if stop else len(text)) if header else []
        echoed = [mention for mention in reading.mentions if _SO.search(text, direction.end, mention.start)]
        for mention in [*listed, *echoed]:
            why = subject_problem(reading, direction, mention.subject)
            if why:
                yield mention.start, mention.end, why
