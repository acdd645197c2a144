"""How a call of a tool can end: the only list of it."""

from enum import StrEnum


class Outcome(StrEnum):
    """How a call ended."""

    ANSWERED = "answered"
    CACHED = "cached"
    WRONG_TENANT = "wrong tenant"
    UNKNOWN = "unknown tool"
    NOT_NAMED = "not named"
    WRITES = "writes"
    NOT_GRANTED = "not granted"
    REVOKED = "revoked"
    OVER_QUOTA = "over quota"
    BREAKER_OPEN = "breaker open"
    SCHEMA_CHANGED = "schema changed"
    INVALID_ARGUMENTS = "invalid arguments"
    TIMED_OUT = "timed out"
    FAILED = "failed"
    INVALID_RESULT = "invalid result"
    TOO_LONG = "too long"


GIVEN = frozenset({Outcome.ANSWERED, Outcome.CACHED})
"""Ends with a result."""

FORBIDDEN = frozenset(
    {
        Outcome.WRONG_TENANT,
        Outcome.UNKNOWN,
        Outcome.NOT_NAMED,
        Outcome.WRITES,
        Outcome.NOT_GRANTED,
        Outcome.REVOKED,
        Outcome.SCHEMA_CHANGED,
    }
)
"""Ends that somebody should look into: they are in the audit too."""

BLAMES_THE_TOOL = frozenset({Outcome.TIMED_OUT, Outcome.FAILED, Outcome.INVALID_RESULT})
"""Ends that open the tool's circuit breaker: the others say something about the call."""


NOT_CALLED = FORBIDDEN | {Outcome.OVER_QUOTA, Outcome.BREAKER_OPEN}
"""Ends at which nothing was called, whoever said so: the same step may be called when it is told again."""


class ToolRefused(RuntimeError):
    """A call without a result; the message names what is to be done about it."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(f"{outcome}: {why}")
        self.outcome = outcome
        self.why = why
