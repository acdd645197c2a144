"""What a text states and nothing that its author was given bears out: figures first, then passages."""

from collections.abc import Sequence

from agents.citing import CitedPassage, citation_findings, unmarked_findings
from agents.citing.marks import unmarked
from agents.document_passage import DocumentPassage
from agents.grounding import Evidence, Finding, findings


def baseless(text: str, evidence: Evidence, passages: Sequence[DocumentPassage] = ()) -> list[Finding]:
    """Return each stretch of `text` that its author's figures, records and passages do not bear out, in its order.

    A sentence with a mark, [P1], is held against the passage it cites; one without against the figures and records.
    """
    cited = [CitedPassage(mark=one.mark, text=one.text, heading=one.place) for one in passages]
    found = [*findings(unmarked(text), evidence), *citation_findings(text, cited, all_cite=False)]
    if cited:
        found += unmarked_findings(text, cited, _without(passages, evidence))
    return sorted((one.model_copy(update={"quote": text[one.start : one.end]}) for one in found), key=_place)


def _place(found: Finding) -> tuple[int, int]:
    return found.start, found.end


def _without(passages: Sequence[DocumentPassage], evidence: Evidence) -> Evidence:
    """Return what the author had beside the passages."""
    theirs = {words for one in passages for words in (one.text, one.place, one.document)}
    return evidence.model_copy(
        update={
            "references": tuple(name for name in evidence.references if name not in theirs),
            "quotations": tuple(words for words in evidence.quotations if words not in theirs),
        }
    )
