"""A vote: what one person said about one proposal."""

from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, model_validator

Verdict = Literal["approve", "changes", "reject"]
DECIDING: dict[str, Verdict] = {"approved": "approve", "changes": "changes", "rejected": "reject"}
"""The verdict that leads to each decision; no vote leads to one that expired."""


class Vote(BaseModel, frozen=True, extra="forbid"):
    """What one person said about one proposal."""

    person: str
    verdict: Verdict
    comment: str = ""
    at: AwareDatetime
    authenticated: bool
    """False where the embedded set-up took a person's word for who they are."""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.verdict != "approve" and not self.comment.strip():
            raise ValueError(f"A vote '{self.verdict}' needs a comment: say what should be different.")
        return self
