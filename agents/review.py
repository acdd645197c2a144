"""A review of drafts: what was written with what its author had, the findings, and the rules that come first."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from agents.banned_claims import banned_claims
from agents.borne_out import baseless
from agents.document_passage import DocumentPassage
from agents.grounding import Evidence
from agents.spec import ANSWER, AgentRequest, AgentResponse, Reference
from agents.untrusted import Untrusted


class Draft(AgentRequest):
    """One text for review, with everything its author was given."""

    name: Annotated[str, Untrusted("books")]
    """As the reviewer refers to it: "Executive summary", "6100 Travel"."""
    text: Annotated[str, Untrusted("draft")]
    citations: Annotated[tuple[str, ...], Untrusted("draft", code=True)] = ()
    """Entry ids that the draft cites."""
    citable: Annotated[tuple[str, ...], Untrusted("journal", code=True)] = ()
    """Entry ids that it may cite."""
    required: tuple[str, ...] = ()
    """Words that must appear in it."""
    longest: int
    evidence: Evidence
    passages: tuple[DocumentPassage, ...] = ()
    """The documents that its author was given to cite."""


class ReviewFinding(AgentResponse):
    """One thing to mend."""

    draft: Reference = Field(description="The name of the draft.")
    quote: str = Field(
        max_length=ANSWER,
        description="The words of the draft that it is about, verbatim; empty if something is missing.",
    )
    why: str = Field(max_length=ANSWER, description="What is wrong and what would mend it, one sentence.")

    @property
    def for_the_author(self) -> str:
        """Return it as the draft's author reads it."""
        return f"{self.why} (“{self.quote}”)" if self.quote else self.why


def rule_findings(draft: Draft) -> list[ReviewFinding]:
    """Return what rules find in a draft: banned claims, statements that nothing bears out, wrong citations, length,
    missing words.
    """
    return [ReviewFinding(draft=draft.name, quote=quote, why=why) for quote, why in _found(draft)]


def _found(draft: Draft) -> Iterator[tuple[str, str]]:
    for item in baseless(draft.text, draft.evidence, draft.passages):
        yield item.quote, item.why
    yield from banned_claims(draft.text)
    for cited in draft.citations:
        if cited not in draft.citable:
            yield "", f"Entry '{cited}' is not among the postings: cite one that is."
    length = len(draft.text.strip())
    if not 1 <= length <= draft.longest:
        yield "", f"The text has {length} characters, expected 1 to {draft.longest}."
    for word in draft.required:
        if word.lower() not in draft.text.lower():
            yield "", f"It does not say “{word}”, which it must."
