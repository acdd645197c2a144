"""Where a document stands: known only after its content, so it stays outside the document and its hash."""

from datetime import datetime
from typing import Literal

from reports.text import Part

Status = Literal["draft", "released", "rejected", "superseded", "expired", "notice"]
"""A notice is for information: nobody signs it and it releases nothing."""

WORDING: dict[str, str] = {
    "draft": "Draft for approval. Not released.",
    "released": "Signed and released.",
    "rejected": "Rejected. Not released.",
    "superseded": "Superseded by a later draft or revision.",
    "expired": "The approval expired. Not released.",
    "notice": "For information. It is not signed and releases nothing.",
}


class Signature(Part, frozen=True):
    """One person's approval of exactly these bytes."""

    name: str
    role: str
    at: datetime
    """With its time zone."""
    sha256: str
    """Of the document that was signed."""


class Standing(Part, frozen=True):
    """The status that a renderer prints on the cover and in the running header."""

    status: Status = "draft"
    case: str = ""
    document_sha256: str = ""
    signatures: tuple[Signature, ...] = ()
    remark: str = ""
    """One line from whoever decided, as data."""

    @property
    def signable(self) -> bool:
        """Return whether signatures belong to it, and a mark across each page while it is not released."""
        return self.status != "notice"

    @property
    def sentence(self) -> str:
        """Return the status in words."""
        return WORDING[self.status]
