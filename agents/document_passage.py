"""A passage of a document as agents read it, and what a text may say of some of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from agents.citing import CitedPassage, citation_findings
from agents.citing.marks import Statement, statements
from agents.grounding import Evidence
from agents.spec import AgentRequest
from agents.untrusted import Untrusted

_MARK = re.compile(r"\s*\[P\d+\]")
_QUOTED = re.compile(r"“([^”]*)”")


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
    given = {one.mark: one for one in passages}
    cited = [CitedPassage(mark=one.mark, text=one.text, heading=one.place) for one in given.values()]
    said = [one for one in statements(text) if one.marks and not _only_quotes(one, given)]
    return [
        f"“{found.quote}”: {found.why}"
        for one in said
        for found in citation_findings(f"{one.text} [{', '.join(one.marks)}]", cited)
    ]


def _only_quotes(said: Statement, given: Mapping[str, DocumentPassage]) -> bool:
    """Tell whether a sentence is a passage's own words in quotation marks, with the place where they stand."""
    rest = said.text
    for one in (given[mark] for mark in said.marks if mark in given):
        words = " ".join(one.text.replace("“", '"').replace("”", '"').split())
        rest = _QUOTED.sub(lambda match, words=words: "" if match[1].removesuffix(" …") in words else match[0], rest)
        rest = rest.replace(f"({one.place})", "")
    return not re.search(r"\w", rest)


def without_marks(text: str) -> str:
    """Return a text as it reads where the passages are not given."""
    return _MARK.sub("", text)
