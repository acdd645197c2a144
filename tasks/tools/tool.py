"""A tool as a value: what it takes, what it gives, whom it reaches, and how far one call may go."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from tasks.casebook.cases import Case


@dataclass(frozen=True)
class Caller:
    """On whose behalf a tool is called."""

    case: Case
    agent: str
    """The name of the agent that planned the call."""

    @property
    def tenant(self) -> str:
        return self.case.tenant


@dataclass(frozen=True)
class Quota:
    """How often a tool may be called; None is without limit."""

    per_minute: int | None = None
    per_day: int | None = None
    per_case: int | None = None


class ArgumentsRefused(ValueError):
    """What a tool raises where the fault lies in what it was asked: the caller reads why, the tool is not blamed."""


@dataclass(frozen=True)
class Tool:
    """Something that an agent may have looked up or worked out. It reads; what changes the world is an effect."""

    name: str
    """As plans and grants spell it: "calculator", "SERVER.TOOL" for one of an MCP server."""
    description: str
    """What it does and when to use it, for the model that plans."""
    arguments: Mapping[str, Any]
    """JSON schema of what it takes: an object, closed."""
    result: Mapping[str, Any]
    """JSON schema of what it gives."""
    call: Callable[[Caller, dict[str, Any]], Awaitable[Any]]
    hints: Mapping[str, Any] = field(default_factory=dict)
    """What else its source says of it: pinned and shown with the rest, and never followed."""
    writes: bool = False
    """Whether a call may change something: no agent is given such a tool, it can only become an effect."""
    outside: bool = True
    """Whether what it gives was written by somebody outside: it is data to whoever reads it, and taints the case."""
    reaches_out: bool = True
    """Whether its arguments leave this installation: no result from outside may be one of them."""
    source: str = ""
    """Which source gives it, another whenever that is added anew; "" where it comes with the project."""
    own: bool = False
    """Whether an agent that names it may use it until it is revoked; any other tool needs a grant."""
    quota: Quota = Quota()
    cache: timedelta | None = None
    """For how long an equal call of the same tenant gets the same result, of whatever case and agent."""
    timeout: float = 10
    """Seconds that one call may take."""
    redacts: bool = True
    """Whether keys and personal data are taken out of what it gives before anybody reads it."""
