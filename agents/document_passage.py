"""A passage of a document as agents read it, and what a text may repeat of some of them."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from agents.grounding import Evidence
from agents.spec import AgentRequest
from agents.untrusted import Untrusted


class DocumentPassage(AgentRequest):
    """Some lines of one document."""

    mark: str = Field(pattern=r"^P[1-9]\d?$")
    """As a text cites it, in square brackets: "P1". One passage has one mark in all texts of a case."""
    folder: Annotated[str, Untrusted("documents", code=True)] = ""
    """The folder's short name; "" for what no folder holds."""
    document: Annotated[str, Untrusted("documents")]
    """The document's name, with its path in the folder."""
    page: int | None = None
    heading: Annotated[str, Untrusted("documents")] = ""
    text: Annotated[str, Untrusted("documents")]

    @property
    def is_record(self) -> bool:
        """Tell whether it is a row of a list, or what was queried, and no prose."""
        return self.document.lower().endswith(".csv") or self.text.startswith("{")

    @property
    def place(self) -> str:
        """Return where a reader finds it: "contracts/budget-memo.pdf, page 2, Trade fairs"."""
        document = f"{self.folder}/{self.document}" if self.folder else self.document
        parts = (document, f"page {self.page}" if self.page else "", self.heading)
        return ", ".join(part for part in parts if part)


def passages_evidence(passages: Iterable[DocumentPassage]) -> Evidence:
    """Return what a text may repeat of passages: their places anywhere, their words in quotation marks."""
    given = tuple(passages)
    return Evidence(
        references=tuple(name for one in given for name in (one.place, one.document)),
        quotations=tuple(one.text for one in given),
    )
