"""On what terms a tool is called: by whom, how often, and what may become of what it gives."""

from dataclasses import dataclass
from datetime import timedelta

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


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the casebook holds each call of a tool to."""

    name: str
    """As plans and grants spell it: "calculator", "SERVER.TOOL" for one of an MCP server."""
    writes: bool = False
    """Whether a call may change something: no agent is given such a tool, it can only become an effect."""
    outside: bool = True
    """Whether what it gives was written by somebody outside: it is data to whoever reads it, and taints the case."""
    own: bool = False
    """Whether an agent that names it may use it until it is revoked; any other tool needs a grant."""
    quota: Quota = Quota()
    cache: timedelta | None = None
    """For how long an equal call of the same tenant gets the same result, of whatever case and agent."""
