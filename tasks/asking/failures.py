"""What can go wrong with a call to a language model, and what is done about each: the only place that decides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tasks.casebook.storable import storable
from tasks.redaction import redacted


@dataclass(frozen=True)
class Reply:
    """A provider's answer, not yet validated; its texts are storable."""

    text: str
    model: str
    """The model that answered, by the provider's own word."""
    input_tokens: int | None
    output_tokens: int | None
    first_token_ms: int | None = None
    """Milliseconds until its first piece came, where it came in pieces."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", storable(self.text))
        object.__setattr__(self, "model", storable(self.model))


CALLS = 4
"""Most calls for one request, over all providers, repairs and forms."""


class Kind(StrEnum):
    """Why a call gave no answer."""

    TIMEOUT = "timeout"
    RATE_LIMITED = "rate limited"
    SERVER_ERROR = "server error"
    DISCONNECTED = "disconnected"
    REFUSED = "refused"
    CUT_OFF = "cut off"
    FILTERED = "filtered"
    INVALID = "invalid answer"
    FORM_UNSUPPORTED = "form not supported"
    NOT_STREAMED = "streaming not supported"
    TOO_LONG = "request too long"
    LENGTH_REFUSED = "answer too long"
    QUOTA_USED_UP = "quota used up"
    MISCONFIGURED = "misconfigured"
    BREAKER_OPEN = "breaker open"
    FULL = "full"


@dataclass(frozen=True)
class Remedy:
    """What follows a failure: how often the same provider is asked again, and what is different then."""

    again: int = 0
    with_: str = ""


REMEDIES: dict[Kind, Remedy] = {
    Kind.TIMEOUT: Remedy(1, "twice the time"),
    Kind.RATE_LIMITED: Remedy(1, "after the wait it asks for"),
    Kind.SERVER_ERROR: Remedy(1, "after a second"),
    Kind.DISCONNECTED: Remedy(1, "at once"),
    Kind.REFUSED: Remedy(),
    Kind.CUT_OFF: Remedy(1, "twice the length"),
    Kind.FILTERED: Remedy(),
    Kind.INVALID: Remedy(2, "the errors quoted"),
    Kind.FORM_UNSUPPORTED: Remedy(2, "the next form"),
    Kind.NOT_STREAMED: Remedy(1, "the answer whole"),
    Kind.TOO_LONG: Remedy(),
    Kind.LENGTH_REFUSED: Remedy(1, "half the length"),
    Kind.QUOTA_USED_UP: Remedy(),
    Kind.MISCONFIGURED: Remedy(),
    Kind.BREAKER_OPEN: Remedy(),
    Kind.FULL: Remedy(),
}
"""Where that is used up, the next provider is asked; one that was full is asked again once nobody else answered."""

TELLS_ON_THE_PROVIDER = frozenset(
    {Kind.TIMEOUT, Kind.RATE_LIMITED, Kind.SERVER_ERROR, Kind.DISCONNECTED, Kind.QUOTA_USED_UP}
)
"""Failures that open the provider's circuit breaker: the others say something about the request."""


class CallFailed(Exception):
    """One call gave no answer."""

    def __init__(
        self,
        kind: Kind,
        detail: str,
        *,
        retry_after: float | None = None,
        reply: "Reply | None" = None,
        problems: Sequence[str] = (),
    ) -> None:
        self.kind = kind
        self.detail = redacted(storable(detail))
        super().__init__(f"{kind}: {self.detail}")
        self.retry_after = retry_after
        """Seconds for which the provider wants to be left alone."""
        self.reply = reply
        """What it said all the same, and charges for."""
        self.problems = [storable(problem) for problem in problems]
        """What an invalid answer must mend, one sentence each."""


class NoModelAnswer(RuntimeError):
    """No provider gave a valid answer."""


class AgentUnavailable(NoModelAnswer):
    """Nobody could be asked for the agent: a person switched it off, or every provider of its tier is left alone."""


class LanguageModelRefused(RuntimeError):
    """No provider knows its key or its model: somebody has to mend the block."""
