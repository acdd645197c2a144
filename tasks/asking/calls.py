"""One call: admitted, made, and settled, with what it says of itself on the way."""

import time
from dataclasses import dataclass, replace
from typing import Generic
from uuid import UUID

from reports.canonical import sha256
from tasks.asking.admittance import admitted
from tasks.asking.call import call
from tasks.asking.failures import TELLS_ON_THE_PROVIDER, CallFailed, Reply
from tasks.asking.inquiry import Audience, Inquiry, Log, Req, Resp
from tasks.asking.reading import answer_in
from tasks.asking.spans import call_span
from tasks.asking.streamed_call import streamed_call
from tasks.asking.turns import Turn
from tasks.casebook import model_calls
from tasks.casebook.admission import Intent, Result
from tasks.casebook.budgets import nanodollars
from tasks.casebook.model_calls import ANSWERED
from tasks.casebook.paces import Allowance
from tasks.redaction import redacted

GRACE = 10.0
"""Seconds that a call may take beyond its own time, until it is settled; a row that is older has no process."""


@dataclass
class Calls(Generic[Req, Resp]):
    """The calls of one inquiry, within its time."""

    inquiry: Inquiry[Req, Resp]
    audience: Audience
    log: Log
    deadline: float
    """By the process's own clock (`time.monotonic`)."""

    async def make(self, turn: Turn) -> Resp:
        """Make one call: admitted, traced, recorded and paid for; return its answer where that is valid.

        Raise `CallFailed`, `BudgetReached` and `StaleEpoch`.
        """
        intent = self._intent(turn)
        number = await admitted(self.inquiry.case, intent, self.deadline)
        left = max(0.1, min(turn.bounds.seconds, self.deadline - time.monotonic()))
        turn = replace(turn, bounds=replace(turn.bounds, seconds=left))
        self.log.calls += 1
        begun = time.monotonic()
        response, reply, failure = None, None, None
        with call_span(turn, self.inquiry.agent) as span:
            try:
                reply = await self._made(turn)
                response = answer_in(reply, self.inquiry)
            except CallFailed as raised:
                failure, reply = raised, raised.reply
            span.says(reply, failure)
        await self._settle(number, intent, turn, _result(turn, reply, failure, begun), reply)
        if response is None:
            raise failure or AssertionError("a call without an answer has failed")
        return response

    async def _made(self, turn: Turn) -> Reply:
        agent = self.inquiry.agent
        async with self.inquiry.language_model.client(turn.provider, agent.tier) as client:
            if not turn.streams:
                return await call(client, turn.asked(agent))

            async def show(draft: str, share: float) -> None:
                await self.audience.see(agent, draft, share=share)

            return await streamed_call(client, turn.asked(agent), show)

    def _intent(self, turn: Turn) -> Intent:
        agent, provider = self.inquiry.agent, turn.provider
        return Intent(
            step=self.inquiry.step,
            agent=agent.name,
            prompt_version=agent.prompt_version,
            provider=provider.name,
            asked=turn.model.name,
            attempt=self.log.calls + 1,
            request_sha256=sha256(turn.texts),
            tokens=turn.reading + turn.bounds.tokens,
            reserve=turn.price,
            caps=self.inquiry.caps,
            allowance=Allowance(provider.requests_per_minute, provider.tokens_per_minute),
            places=provider.concurrency,
            longest=turn.bounds.seconds + GRACE,
        )

    async def _settle(self, number: UUID, intent: Intent, turn: Turn, result: Result, reply: Reply | None) -> None:
        """Record and count what came of the call, and let people hear of what it changed."""
        log = self.log
        log.provider = turn.provider.name
        log.model = result.answered_by or log.model or turn.model.name
        log.input_tokens += result.input_tokens
        log.output_tokens += result.output_tokens
        log.cost += result.cost
        news = await model_calls.settle(
            number,
            intent,
            result,
            texts=(redacted("\n\n".join(turn.texts)), redacted(reply.text if reply else "")),
            days=self.inquiry.language_model.keep_texts_days,
        )
        await self.audience.hear(turn.provider, news)


def _result(turn: Turn, reply: Reply | None, failure: CallFailed | None, begun: float) -> Result:
    used = (0, 0)
    if reply is not None:  # a provider that does not count is charged by our estimate
        used = (reply.input_tokens or turn.reading, reply.output_tokens or len(reply.text) // 3)
    return Result(
        outcome=ANSWERED if failure is None else str(failure.kind),
        detail="" if failure is None else failure.detail,
        answered_by=reply.model if reply else "",
        input_tokens=used[0],
        output_tokens=used[1],
        cost=nanodollars(turn.model.cost(*used)),
        latency_ms=round((time.monotonic() - begun) * 1000),
        first_token_ms=reply.first_token_ms if reply else None,
        response_sha256=sha256(reply.text) if reply else "",
        blames_provider=failure is not None and failure.kind in TELLS_ON_THE_PROVIDER,
    )
