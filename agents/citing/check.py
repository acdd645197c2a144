"""The citation check: each sentence rests on the passages that it cites, and says no more than they do."""

import re
from collections.abc import Iterator, Sequence

from agents.citing.claims import problems
from agents.citing.marks import Statement, statements
from agents.citing.passage import CitedPassage
from agents.citing.quoting import only_quotes
from agents.grounding import Finding
from agents.quotations import quoted_words


def citation_findings(text: str, passages: Sequence[CitedPassage], *, all_cite: bool = True) -> tuple[Finding, ...]:
    """Return what is wrong with each sentence of `text`, in its order; empty where all of them rest on `passages`.

    A sentence is found that cites nothing, cites what was not given, or states what the passages it cites do not hold:
    another number, date, name or party, the opposite, or a matter of its own. Words may differ where business English
    or German has others that mean the same. A fair quotation of a passage may stand as it is. Where not `all_cite`, the
    sentences without a mark are left to whoever holds them against something else. It judges words, not truth: what it
    passes still has a reader.
    """
    known = {passage.mark: passage for passage in passages}
    return tuple(
        Finding(start=statement.start, end=statement.end, quote=text[statement.start : statement.end], why=why)
        for statement in statements(text)
        if all_cite or statement.marks
        for why in _wrong(statement, known)
    )


def _wrong(statement: Statement, known: dict[str, CitedPassage]) -> Iterator[str]:
    given = ", ".join(known) or "none"
    if not statement.marks:
        yield f"this sentence cites no passage: write the mark of the one it rests on, such as [P1]; given are {given}"
        return
    unknown = [mark for mark in statement.marks if mark not in known]
    if unknown:
        yield f"[{unknown[0]}] was not given: cite one of {given}"
        return
    if only_quotes(statement, known[statement.marks[0]]):
        return
    cited = [known[mark] for mark in statement.marks]
    quotations = [words for words in quoted_words(statement.text) if re.search(r"\w", words)]
    whys = (why for said in (statement.text, *quotations) for why in problems(said, cited))
    yield from dict.fromkeys(whys)  # what is quoted out of its sentence must say by itself what its passage does
