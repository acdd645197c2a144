"""One provider's part of a request: how often it is asked again after a failure, and with what."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from typing import Generic

from tasks.asking.calls import Calls
from tasks.asking.failures import CALLS, REMEDIES, CallFailed, Kind
from tasks.asking.inquiry import Req, Resp
from tasks.asking.turns import Turn
from tasks.casebook import provider_ways
from tasks.casebook.budgets import Budget, BudgetReached

SHORTEST = 4
"""To this part of its length an answer is cut down by its price at most: a shorter one would only be cut off."""


@dataclass(frozen=True)
class Exchange(Generic[Req, Resp]):
    """Calls to one provider after the other, each within the agent's limits."""

    calls: Calls[Req, Resp]
    price: int | None
    """Nanodollars that one call may cost; None is without limit."""

    @property
    def may_call(self) -> bool:
        """Return whether the request has calls left."""
        return self.calls.log.calls < min(CALLS, self.calls.inquiry.agent.limits.calls)

    async def ask(self, first: Turn, *, queues: bool) -> Resp:
        """Ask one provider as often as the table of remedies says; raise the last failure."""
        log, failed = self.calls.log, Counter[Kind]()
        turn = self._affordable(first)
        while True:
            try:
                response = await self.calls.make(turn, queues=queues)
            except CallFailed as raised:
                failure = raised
            else:
                await _remember(first, turn)
                return response
            log.failures.append(f"{turn.provider.name}: {failure}")
            failed[failure.kind] += 1
            if failed[failure.kind] > self._again(failure.kind) or not self.may_call:
                raise failure
            turn = self._next(turn, failure)
            await self._wait(failure)

    def _again(self, kind: Kind) -> int:
        again = REMEDIES[kind].again
        return min(again, self.calls.inquiry.agent.limits.repairs) if kind is Kind.INVALID else again

    def _next(self, turn: Turn, failure: CallFailed) -> Turn:
        """Return the provider's next turn; raise the failure where nothing could be different in it."""
        inquiry = self.calls.inquiry
        later = self._affordable(turn.after(failure, inquiry.agent, inquiry.request))
        if failure.kind is Kind.CUT_OFF and later.bounds.tokens <= turn.bounds.tokens:
            raise failure  # what it may cost allows no longer answer
        self.calls.log.repairs += failure.kind is Kind.INVALID
        return later

    def _affordable(self, turn: Turn) -> Turn:
        """Return the turn, with a shorter answer where it could cost more than one call may."""
        if self.price is None:
            return turn
        inquiry = self.calls.inquiry
        fits = turn.within(self.price, inquiry.agent.limits.answer_tokens // SHORTEST)
        if fits is None:
            raise BudgetReached(inquiry.call_scope, self.price, Budget(), needs=turn.price)
        return fits

    async def _wait(self, failure: CallFailed) -> None:
        """Wait as the failure asks for; raise it where that takes longer than the agent may."""
        pause = {Kind.RATE_LIMITED: failure.retry_after or 2.0, Kind.SERVER_ERROR: 1.0}.get(failure.kind, 0.0)
        if time.monotonic() + pause > self.calls.deadline:
            raise failure
        await asyncio.sleep(pause)


async def _remember(first: Turn, last: Turn) -> None:
    """Keep the way that was found to work, so that it is taken at once the next time."""
    whole_only = first.streams and not last.streams
    if last.form != first.form or whole_only:
        await provider_ways.remember(last.provider.name, last.model.name, last.form, whole_only=whole_only)
