"""One request to language models: who is asked next, until an answer is valid."""

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Generic

from tasks.asking.calls import Calls
from tasks.asking.exchange import Exchange
from tasks.asking.failures import AgentUnavailable, CallFailed, Kind, LanguageModelRefused, NoModelAnswer
from tasks.asking.inquiry import Audience, Inquiry, Log, Req, Resp
from tasks.asking.turns import Turn, opening
from tasks.casebook import provider_ways
from tasks.casebook.budgets import BudgetReached, ceiling, nanodollars


@dataclass
class Conversation(Generic[Req, Resp]):
    """One agent's request to the providers of a language model, within the agent's limits."""

    inquiry: Inquiry[Req, Resp]
    audience: Audience
    log: Log = field(default_factory=Log)
    deadline: float = float("inf")
    """By the process's own clock (`time.monotonic`), where it ends before the agent's own time does."""

    async def answer(self) -> Resp:
        """Return a valid answer.

        Raise `NoModelAnswer` where none came (`AgentUnavailable` where nobody could be asked), `LanguageModelRefused`
        where the block must be mended for one to come, `BudgetReached` where what is left suffices for no call and
        `StaleEpoch` for an older attempt of the case.
        """
        self.log.provider_number, self.log.repairs = 0, 0
        exchange = await self._exchange()
        turns = await self._openings()
        waiting = deque((number, turn, number == len(turns)) for number, turn in enumerate(turns, 1))
        failures, beyond = list[CallFailed](), None
        while waiting and exchange.may_call:
            self.log.provider_number, turn, queues = waiting.popleft()
            try:
                return await exchange.ask(turn, queues=queues)
            except CallFailed as failure:
                failures.append(failure)
                if failure.kind is Kind.FULL and not queues:
                    waiting.append((self.log.provider_number, turn, True))
            except BudgetReached as reached:
                if reached.without_models:
                    raise
                beyond = reached  # what is too dear here may not be so at the next provider
        raise beyond or self._in_vain(failures)

    async def _exchange(self) -> Exchange[Req, Resp]:
        limits = self.inquiry.agent.limits
        deadline = min(self.deadline, time.monotonic() + limits.seconds)
        most = limits.dollars_per_call
        price = None if most is None else await ceiling(self.inquiry.call_scope, nanodollars(most))
        return Exchange(Calls(self.inquiry, self.audience, self.log, deadline), price)

    async def _openings(self) -> list[Turn]:
        """Return the first turn of each provider that has a model of the agent's tier."""
        inquiry, ways = self.inquiry, await provider_ways.ways()
        turns = (opening(each, ways, inquiry.agent, inquiry.request) for each in inquiry.language_model.providers)
        return [turn for turn in turns if turn is not None]

    def _in_vain(self, failures: list[CallFailed]) -> Exception:
        """Return what it means that nobody gave a valid answer."""
        if failures and all(failure.kind is Kind.MISCONFIGURED for failure in failures):
            return LanguageModelRefused(
                f"The language model does not answer ({failures[-1].detail}): check its block's keys, addresses and "
                "model names with `countersign model check`, or remove the provider."
            )
        if all(failure.kind is Kind.BREAKER_OPEN for failure in failures):
            tier = self.inquiry.agent.tier
            return AgentUnavailable("; ".join(self.log.failures) or f"no provider has a {tier} model")
        return NoModelAnswer(f"{self.log.calls} calls, no valid answer: {'; '.join(self.log.failures)}")
