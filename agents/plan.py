"""A plan of calls that an agent answers with: which tools, with what, and which result goes into which call."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class PlannedCall(BaseModel):
    """One call of a tool."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,29}$", description="A name of your own for this call.")
    tool: str = Field(min_length=1, max_length=120, description="The tool's name, as it was given to you.")
    arguments: dict[str, Any] = Field(
        description="What the tool takes, by its schema. In place of any value may stand the result of another call of "
        'this plan, or a part of it: {"from": "<its id>", "path": "/rows/0/amount"}. The path is a JSON pointer into '
        "the result; the empty path is all of it.",
    )


class Plan(BaseModel):
    """Calls that are made in the order that their references ask for, and at once where none does."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    calls: tuple[PlannedCall, ...] = Field(default=(), description="The calls to make.")
