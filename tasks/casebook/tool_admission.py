"""What stands between a call and its tool, decided on values alone: permission, quota, breaker, cache, schema."""

from dataclasses import dataclass, field
from datetime import datetime

from tasks.casebook.circuits import Circuit
from tasks.casebook.tool_grants import Grant
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.casebook.tool_terms import Caller, Quota, Terms


@dataclass(frozen=True)
class Intent:
    """One call that is about to be made."""

    caller: Caller
    step: str
    tool: Terms
    schema: str
    """Hash of the tool's schema as it is now."""
    arguments_sha256: str
    cache_key: str
    problems: tuple[str, ...] | None = ()
    """What the arguments lack to follow the schema; None where nobody had accepted it, and they were not held to it."""

    @property
    def circuit(self) -> str:
        """The name under which the tool's failures are counted."""
        return f"tool/{self.tool.name}"


@dataclass(frozen=True)
class Counts:
    """How many calls were let through: in the last 60 seconds, on this day (UTC), in this case."""

    minute: int = 0
    day: int = 0
    case: int = 0

    def reached(self, quota: Quota) -> str:
        """Return the first limit that another call would pass, "" where none."""
        for used, most, what in (
            (self.minute, quota.per_minute, "a minute"),
            (self.day, quota.per_day, "a day"),
            (self.case, quota.per_case, "a case"),
        ):
            if most is not None and used >= most:
                return f"{most} calls {what}"
        return ""


@dataclass(frozen=True)
class Standing:
    """What the casebook knows at the moment of a call."""

    at: datetime
    grant: Grant | None = None
    everybody: Counts = field(default_factory=Counts)
    """Calls of the tool by all agents of the tenant."""
    agent: Counts = field(default_factory=Counts)
    circuit: Circuit = field(default_factory=Circuit)
    kept: str | None = None
    """The result of an equal call, as JSON."""
    accepted: str | None = None
    """Hash of the schema that a person accepted."""


def refusal(intent: Intent, standing: Standing) -> ToolRefused | None:
    """Return why a call is not made, None where it may be, or where its result is kept.

    The order is the one in which a call passes: permission, quota, breaker, cache, schema.
    """
    return (
        _not_permitted(intent, standing)
        or _over_quota(intent, standing)
        or _broken(intent, standing)
        or (None if standing.kept is not None else _unfit(intent, standing))
    )


def _not_permitted(intent: Intent, standing: Standing) -> ToolRefused | None:
    tool, agent, grant = intent.tool, intent.caller.agent, standing.grant
    if tool.writes:
        return ToolRefused(
            Outcome.WRITES,
            f"'{tool.name}' may change something, and no agent calls what does: let the flow propose it as an effect, "
            "which a person approves.",
        )
    if grant is not None and not grant.granted:
        return ToolRefused(
            Outcome.REVOKED,
            f"{grant.person} took '{tool.name}' from '{agent}' ({grant.comment}): `countersign tools grant "
            f"{tool.name} --agent {agent} --comment TEXT` gives it back.",
        )
    if grant is None and not tool.own:
        return ToolRefused(
            Outcome.NOT_GRANTED,
            f"'{agent}' has no grant of '{tool.name}' in tenant '{intent.caller.tenant}': `countersign tools grant "
            f"{tool.name} --agent {agent} --comment TEXT` gives it one.",
        )
    return None


def _over_quota(intent: Intent, standing: Standing) -> ToolRefused | None:
    name, agent = intent.tool.name, intent.caller.agent
    everybody = standing.everybody.reached(intent.tool.quota)
    if everybody:
        return ToolRefused(Outcome.OVER_QUOTA, f"'{name}' takes {everybody}, and they are made: plan fewer.")
    mine = standing.agent.reached(standing.grant.quota) if standing.grant else ""
    if mine:
        return ToolRefused(
            Outcome.OVER_QUOTA,
            f"'{agent}' may make {mine} of '{name}', and they are made: plan fewer, or grant more with `countersign "
            f"tools grant {name} --agent {agent} --comment TEXT` and the limits that it shall have.",
        )
    return None


def _broken(intent: Intent, standing: Standing) -> ToolRefused | None:
    if standing.circuit.entered(standing.at) is not None:
        return None
    return ToolRefused(
        Outcome.BREAKER_OPEN,
        f"'{intent.tool.name}' failed too often and is left alone; one call in 30 s tries it, and it is used again "
        "once that succeeds.",
    )


def _unfit(intent: Intent, standing: Standing) -> ToolRefused | None:
    name = intent.tool.name
    if not intent.tool.own and (standing.accepted != intent.schema or intent.problems is None):
        return ToolRefused(
            Outcome.SCHEMA_CHANGED,
            f"'{name}' is not what was accepted any more: read what it says now with `countersign tools show {name}`, "
            f"then `countersign tools accept {name} --comment TEXT`.",
        )
    if intent.problems:
        return ToolRefused(Outcome.INVALID_ARGUMENTS, f"'{name}' does not take this: {'; '.join(intent.problems)}")
    return None
