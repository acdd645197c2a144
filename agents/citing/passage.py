"""A passage that an author was given to rest on."""

from typing import Annotated

from pydantic import BaseModel, Field

from agents.untrusted import Untrusted


class CitedPassage(BaseModel, frozen=True, extra="forbid"):
    """A stretch of a document under the mark by which sentences cite it."""

    mark: str = Field(pattern=r"^P[1-9]\d{0,3}$", description="As sentences write it between brackets: [P1].")
    text: Annotated[str, Untrusted("documents")]
    heading: Annotated[str, Untrusted("documents")] = ""
    """The headings above it and its document's name: they say what it is about."""
