"""One call: admitted, made, and settled, with what it says of itself on the way."""

import asyncio
import logging
import time
from dataclasses import dataclass, replace
from typing import Any, Generic
from uuid import UUID

from reports.canonical import sha256
from tasks.asking.admittance import admitted
from tasks.asking.attempt import Attempt
from tasks.asking.call import call
from tasks.asking.failures import CallFailed, Kind, Reply
from tasks.asking.inquiry import Audience, Inquiry, Log, Req, Resp
from tasks.asking.reading import answer_in
from tasks.asking.spans import call_span
from tasks.asking.streamed_call import streamed_call
from tasks.asking.to_the_end import to_the_end
from tasks.asking.turns import Turn
from tasks.casebook import model_calls
from tasks.casebook.admission import Intent, News
from tasks.casebook.call_texts import Texts
from tasks.casebook.paces import Allowance
from tasks.casebook.storable import storable
from tasks.redaction import redacted

GRACE = 10.0
"""Seconds that a call may take beyond its own time, until it is settled; a row that is older has no process."""
_log = logging.getLogger(__name__)


@dataclass
class Calls(Generic[Req, Resp]):
    """The calls of one inquiry, within its time."""

    inquiry: Inquiry[Req, Resp]
    audience: Audience
    log: Log
    deadline: float
    """By the process's own clock (`time.monotonic`)."""

    async def make(self, turn: Turn, *, queues: bool) -> Resp:
        """Make one call: admitted, traced, recorded and paid for; return its answer where that is valid.

        It waits for a place at the provider only where it `queues`. Whatever ends it, what was set aside for it is
        settled. Raise `CallFailed`, `BudgetReached` and `StaleEpoch`.
        """
        intent = self._intent(turn)
        number = await admitted(self.inquiry.case, intent, self.deadline, queues=queues)
        seconds = min(turn.bounds.seconds, self.deadline - time.monotonic())
        attempt = Attempt[Resp](replace(turn, bounds=replace(turn.bounds, seconds=seconds)), intent)
        try:
            with call_span(attempt.turn, self.inquiry.agent) as span:
                await self._try(attempt)
                span.says(attempt.reply, attempt.failure)
        finally:
            news = await to_the_end(self._settle(number, attempt))
        await self.audience.hear(turn.provider, news)
        return attempt.answer()

    async def _try(self, attempt: Attempt[Resp]) -> None:
        """Make the call and read its answer, unless the time was over before it could begin."""
        if attempt.turn.bounds.seconds <= 0:
            attempt.failed(CallFailed(Kind.TIMEOUT, "no time was left for it"))
            return
        self.log.calls += 1
        try:
            attempt.reply = await self._made(attempt.turn)
            # In a thread: a check of many sentences takes seconds, and the case's heart beats on this loop.
            attempt.response = await asyncio.to_thread(answer_in, attempt.reply, self.inquiry)
        except CallFailed as failure:
            attempt.failed(failure)
        except Exception as error:  # what nobody foresaw: the next provider may do without it
            attempt.failed(CallFailed(Kind.SERVER_ERROR, f"{type(error).__name__}: the reply cannot be read"))

    async def _made(self, turn: Turn) -> Reply:
        agent = self.inquiry.agent
        client = self.inquiry.language_model.client(turn.provider, agent.tier)
        if turn.streams:
            return await streamed_call(client, turn.asked(agent), self._show)
        return await call(client, turn.asked(agent))

    async def _show(self, draft: str, share: float) -> None:
        """Show people the draft; nobody's answer depends on who watches it."""
        try:
            await self.audience.see(self.inquiry.agent, draft, share=share)
        except Exception as error:
            _log.warning("A growing draft could not be shown: %s.", type(error).__name__)

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

    async def _settle(self, number: UUID, attempt: Attempt[Any]) -> News:
        """Record and count what came of the call; return what people should hear of."""
        log, result, turn = self.log, attempt.result, attempt.turn
        log.provider = turn.provider.name
        log.model = result.answered_by or log.model or turn.model.name
        log.input_tokens += result.input_tokens
        log.output_tokens += result.output_tokens
        log.cost += result.cost
        said = attempt.reply.text if attempt.reply else ""
        days = self.inquiry.language_model.keep_texts_days
        texts = Texts(storable(redacted("\n\n".join(turn.texts))), redacted(said), days)
        return await model_calls.settle(number, attempt.intent, result, texts=texts)
