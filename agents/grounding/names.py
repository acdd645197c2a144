"""Hold proper names against those that were given: "Messe Hamburg" where the books have Messe Berlin."""

import re
from collections.abc import Iterator

from agents.grounding.evidence import Evidence

_WORD = re.compile(r"[^\W\d_][\w&.-]*")


def name_findings(blanked: str, evidence: Evidence) -> Iterator[tuple[int, int, str]]:
    """Yield the names in a text without those given that share all words but the last with a given one."""
    for name in {name for name in evidence.references if name[:1].isupper()}:
        words = _WORD.findall(name)
        if len(words) < 2 or not words[-1][:1].isupper() or " ".join(words) != name:
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(' '.join(words[:-1]))} (?P<last>[^\W\d_][\w-]+)", blanked):
            if match["last"][:1].isupper():
                yield *match.span(), f"this name is not among those given: {name} is"
