"""One call that was let through, and what came of it."""

import time
from dataclasses import dataclass, field
from typing import Generic

from reports.canonical import sha256
from tasks.asking.failures import TELLS_ON_THE_PROVIDER, CallFailed, Kind, Reply
from tasks.asking.inquiry import Resp
from tasks.asking.turns import Turn, tokens_in
from tasks.casebook.admission import Intent, Result
from tasks.casebook.budgets import nanodollars
from tasks.casebook.lost_calls import LOST
from tasks.casebook.model_calls import ANSWERED


@dataclass
class Attempt(Generic[Resp]):
    """A call with its reply, its failure, or neither as long as it is under way."""

    turn: Turn
    """With the time that was left for it."""
    intent: Intent
    begun: float = field(default_factory=time.monotonic)
    reply: Reply | None = None
    response: Resp | None = None
    failure: CallFailed | None = None

    def failed(self, failure: CallFailed) -> None:
        """Take note of why it gave no answer."""
        self.failure, self.reply = failure, failure.reply

    def answer(self) -> Resp:
        """Return the valid answer; raise `CallFailed` where there is none."""
        if self.response is None:
            raise self.failure or AssertionError("a call without an answer has failed")
        return self.response

    @property
    def result(self) -> Result:
        """Return what the casebook keeps of it; one that was given up may be charged, so it counts as set aside."""
        latency = round((time.monotonic() - self.begun) * 1000)
        if self.response is None and self.failure is None:
            cost = self.intent.reserve
            return Result(LOST, "whoever asked gave it up", cost=cost, latency_ms=latency, tells_of_provider=False)
        reply, used, kind = self.reply, self._used, self.failure.kind if self.failure else None
        hurried = kind is Kind.TIMEOUT and self.turn.bounds.seconds < self.turn.provider.timeout
        return Result(
            outcome=ANSWERED if kind is None else str(kind),
            detail="" if self.failure is None else self.failure.detail,
            answered_by=reply.model if reply else "",
            input_tokens=used[0],
            output_tokens=used[1],
            cost=nanodollars(self.turn.model.cost(*used)),
            latency_ms=latency,
            first_token_ms=reply.first_token_ms if reply else None,
            response_sha256=sha256(reply.text) if reply else "",
            blames_provider=kind in TELLS_ON_THE_PROVIDER and not hurried,
            tells_of_provider=not hurried,
        )

    @property
    def _used(self) -> tuple[int, int]:
        """Return the tokens read and written; a provider that does not count is charged by our estimate."""
        if self.reply is None:
            return 0, 0
        return self.reply.input_tokens or self.turn.reading, self.reply.output_tokens or tokens_in(self.reply.text)
