"""One request to language models: who is asked next, and how often, until an answer is valid."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Generic

from tasks.asking.calls import Calls
from tasks.asking.failures import (
    CALLS,
    REMEDIES,
    AgentUnavailable,
    CallFailed,
    Kind,
    LanguageModelRefused,
    NoModelAnswer,
)
from tasks.asking.inquiry import Audience, Inquiry, Log, Req, Resp
from tasks.asking.turns import Turn, opening
from tasks.casebook import model_calls
from tasks.casebook.budgets import Budget, BudgetReached, ceiling, nanodollars

SHORTEST = 4
"""To this part of its length an answer is cut down by its price at most: a shorter one would only be cut off."""


@dataclass
class Conversation(Generic[Req, Resp]):
    """One agent's request to the providers of a language model, within the agent's limits."""

    inquiry: Inquiry[Req, Resp]
    audience: Audience
    log: Log = field(default_factory=Log)

    async def answer(self) -> Resp:
        """Return a valid answer.

        Raise `NoModelAnswer` where none came (`AgentUnavailable` where nobody could be asked), `LanguageModelRefused`
        where the block must be mended for one to come, `BudgetReached` before a call that would cost too much and
        `StaleEpoch` for an older attempt of the case.
        """
        limits, request = self.inquiry.agent.limits, self.inquiry.request
        self._deadline = time.monotonic() + limits.seconds
        self._most_calls = min(CALLS, limits.calls)
        self._calls = Calls(self.inquiry, self.audience, self.log, self._deadline)
        self._price = await self._price_of_a_call()
        self.log.providers, self.log.repairs = 0, 0
        failures = list[CallFailed]()
        ways = await model_calls.ways()
        for provider in self.inquiry.language_model.providers:
            turn = opening(provider, ways, self.inquiry.agent, request)
            if turn is None or self.log.calls >= self._most_calls:
                continue
            try:
                return await self._ask(turn)
            except CallFailed as failure:
                failures.append(failure)
        raise self._in_vain(failures)

    async def _price_of_a_call(self) -> int | None:
        """Return what one call may cost, in nanodollars; None without a limit."""
        most = self.inquiry.agent.limits.dollars_per_call
        return None if most is None else await ceiling(self.inquiry.call_scope, nanodollars(most))

    async def _ask(self, first: Turn) -> Resp:
        """Ask one provider as often as the table of remedies says; raise the last failure."""
        agent, failed = self.inquiry.agent, Counter[Kind]()
        self.log.providers, self.log.repairs = self.log.providers + 1, 0
        turn = self._affordable(first)
        while True:
            try:
                response = await self._calls.make(turn)
            except CallFailed as raised:
                failure = raised
            else:
                await self._remember(first, turn)
                return response
            self.log.failures.append(f"{turn.provider.name}: {failure}")
            failed[failure.kind] += 1
            again = REMEDIES[failure.kind].again
            again = min(again, agent.limits.repairs) if failure.kind is Kind.INVALID else again
            if failed[failure.kind] > again or self.log.calls >= self._most_calls:
                raise failure
            turn = self._next(turn, failure)
            await self._wait(failure)

    async def _remember(self, first: Turn, last: Turn) -> None:
        """Keep the way that was found to work, so that it is taken at once the next time."""
        whole_only = first.streams and not last.streams
        if last.form != first.form or whole_only:
            await model_calls.remember_way(last.provider.name, last.model.name, last.form, whole_only=whole_only)

    def _next(self, turn: Turn, failure: CallFailed) -> Turn:
        """Return the provider's next turn; raise the failure where nothing could be different in it."""
        later = self._affordable(turn.after(failure, self.inquiry.agent, self.inquiry.request))
        if failure.kind is Kind.CUT_OFF and later.bounds.tokens <= turn.bounds.tokens:
            raise failure  # what it may cost allows no longer answer
        self.log.repairs += failure.kind is Kind.INVALID
        return later

    def _affordable(self, turn: Turn) -> Turn:
        """Return the turn, with a shorter answer where it could cost more than one call may."""
        if self._price is None:
            return turn
        fits = turn.within(self._price, self.inquiry.agent.limits.answer_tokens // SHORTEST)
        if fits is None:
            raise BudgetReached(self.inquiry.call_scope, self._price, Budget(), needs=turn.price)
        return fits

    async def _wait(self, failure: CallFailed) -> None:
        """Wait as the failure asks for; raise it where that takes longer than the agent may."""
        pause = {Kind.RATE_LIMITED: failure.retry_after or 2.0, Kind.SERVER_ERROR: 1.0}.get(failure.kind, 0.0)
        if time.monotonic() + pause > self._deadline:
            raise failure
        await asyncio.sleep(pause)

    def _in_vain(self, failures: list[CallFailed]) -> Exception:
        """Return what it means that nobody gave a valid answer."""
        refused = next((each for each in reversed(failures) if each.kind is Kind.MISCONFIGURED), None)
        if refused is not None:
            return LanguageModelRefused(
                f"The language model does not answer ({refused.detail}): check its block's keys, addresses and model "
                "names with `countersign model check`, or remove the provider."
            )
        if all(failure.kind is Kind.BREAKER_OPEN for failure in failures):
            tier = self.inquiry.agent.tier
            return AgentUnavailable("; ".join(self.log.failures) or f"no provider has a {tier} model")
        return NoModelAnswer(f"{self.log.calls} calls, no valid answer: {'; '.join(self.log.failures)}")
