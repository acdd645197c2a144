"""A passage of a document as agents read it, and what a text may say of some of them."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from agents.citing import CitedPassage, citation_findings
from agents.citing.marks import statements
from agents.grounding import Evidence
from agents.spec import AgentRequest
from agents.untrusted import Untrusted

_MARK = re.compile(r"\s*\[P\d+\]")


class DocumentPassage(AgentRequest):
    """Some lines of one document."""

    mark: str = Field(pattern=r"^P[1-9]\d?$")
    """As a text cites it, in square brackets: "P1"."""
    document: Annotated[str, Untrusted("documents")]
    """The document's name."""
    page: int | None = None
    heading: Annotated[str, Untrusted("documents")] = ""
    text: Annotated[str, Untrusted("documents")]

    @property
    def place(self) -> str:
        """Return where a reader finds it: "budget-memo.pdf, page 2, Trade fairs"."""
        parts = (self.document, f"page {self.page}" if self.page else "", self.heading)
        return ", ".join(part for part in parts if part)


def passages_evidence(passages: Iterable[DocumentPassage]) -> Evidence:
    """Return what a text may repeat of passages: their marks and places anywhere, their words in quotation marks."""
    given = tuple(passages)
    return Evidence(
        references=tuple(name for one in given for name in (f"[{one.mark}]", one.place, one.document)),
        quotations=tuple(one.text for one in given),
    )


def citation_problems(text: str, passages: Iterable[DocumentPassage]) -> list[str]:
    """Return what is wrong with the sentences that cite a passage: one not given, or one that does not hold them."""
    cited = [CitedPassage(mark=one.mark, text=one.text, heading=one.place) for one in passages]
    citing = {statement.start for statement in statements(text) if statement.marks}
    return [f"“{found.quote}”: {found.why}" for found in citation_findings(text, cited) if found.start in citing]


def without_marks(text: str) -> str:
    """Return a text as it reads where the passages are not given."""
    return _MARK.sub("", text)
