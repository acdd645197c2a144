"""A tool as a value: what it takes, what it gives, whom it reaches, and how far one call may go."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tasks.casebook.tool_terms import Caller, Terms


class ArgumentsRefused(ValueError):
    """What a tool raises where the fault lies in what it was asked: the caller reads why, the tool is not blamed."""


@dataclass(frozen=True, kw_only=True)
class Tool(Terms):
    """Something that an agent may have looked up or worked out. It reads; what changes the world is an effect."""

    description: str
    """What it does and when to use it, for the model that plans."""
    arguments: Mapping[str, Any]
    """JSON schema of what it takes: an object, closed."""
    result: Mapping[str, Any]
    """JSON schema of what it gives."""
    call: Callable[[Caller, dict[str, Any]], Awaitable[Any]]
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What else its source says of it: pinned and shown with the rest, and never followed."""
    reaches_out: bool = True
    """Whether its arguments leave this installation: no result from outside may be one of them."""
    source: str = ""
    """Which source gives it, another whenever that is added anew; "" where it comes with the project."""
    timeout: float = 10
    """Seconds that one call may take."""
    redacts: bool = True
    """Whether keys and personal data are taken out of what it gives before anybody reads it."""


@dataclass(frozen=True)
class Used:
    """What a call of a tool gave."""

    tool: str
    value: Any
    """JSON: what the tool's result schema says, redacted where the tool is."""
    outside: bool
    """Whether somebody outside wrote it: it is data to whoever reads it."""
    at: datetime
    """When the step got it."""
