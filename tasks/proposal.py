"""A proposal: what a person is asked to countersign, complete, and the hash that binds the decision to it."""

import hashlib
from typing import Annotated, Self

from pydantic import BaseModel, Field

from reports.canonical import canonical_json
from reports.document import Document
from reports.render import RENDERER_VERSION
from tasks.books import SetClosedThrough
from tasks.deciding.exposure import Exposure
from tasks.files import PublishFile
from tasks.mail import FileMail, SendMail
from tasks.slack import PostMessage
from tasks.slack_upload import UploadFile
from tasks.tools.mcp.effect import CallServerTool

AnyEffect = Annotated[
    PublishFile | SendMail | FileMail | PostMessage | UploadFile | SetClosedThrough | CallServerTool,
    Field(discriminator="kind"),
]
"""Every type of effect; a new one is a file in `tasks` and a name here."""


class Proposal(BaseModel, frozen=True, extra="forbid"):
    """The document as it will be sent, and the effects in their order with whom they touch."""

    document: Document
    effects: tuple[AnyEffect, ...]
    exposure: Exposure | None
    """The amount by which the policy chooses who must sign; None where no money is at stake."""
    blocked: tuple[str, ...] = ()
    """Why it may not be approved as it stands: the failed hard checks. People may ask for changes or reject it."""
    renderer: str = RENDERER_VERSION

    def text(self) -> str:
        """Return the canonical JSON that the casebook stores and the hash covers."""
        return canonical_json(self).decode()

    @classmethod
    def from_text(cls, text: str) -> Self:
        return cls.model_validate_json(text)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text().encode()).hexdigest()
