"""One request to language models: asked, sent back with its errors, asked elsewhere, until an answer is valid."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from agents.messages import instructions, question, repair
from agents.spec import Agent, AgentRequest, AgentResponse
from blocks.language_model import LanguageModel, Model, Provider
from reports.canonical import sha256
from tasks.asking.call import Bounds, call
from tasks.asking.failures import (
    CALLS,
    REMEDIES,
    TELLS_ON_THE_PROVIDER,
    CallFailed,
    Kind,
    LanguageModelRefused,
    NoModelAnswer,
    Reply,
)
from tasks.asking.forms import BEST_FIRST, Form, told
from tasks.asking.spans import call_span
from tasks.casebook import model_calls
from tasks.casebook.admission import Intent, News, Result
from tasks.casebook.budgets import nanodollars
from tasks.casebook.cases import Case
from tasks.casebook.model_calls import ANSWERED
from tasks.casebook.paces import Allowance
from tasks.redaction import redacted

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)


@dataclass
class Log:
    """What one request took, counted as it goes; it goes into the case's record."""

    provider: str = ""
    model: str = ""
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0
    """Nanodollars."""
    failures: list[str] = field(default_factory=list)


Tell = Callable[[Provider, News], Awaitable[None]]


@dataclass
class Conversation(Generic[Req, Resp]):
    """One agent's request to the providers of a language model, within the agent's limits."""

    case: Case
    step: str
    agent: Agent[Req, Resp]
    request: Req
    language_model: LanguageModel
    caps: dict[str, int]
    """Nanodollars that the case and the day may spend."""
    tell: Tell
    """Told of news that people should hear."""
    log: Log = field(default_factory=Log)

    async def answer(self) -> Resp:
        """Return a valid answer.

        Raise `NoModelAnswer` where none came, `LanguageModelRefused` where the block must be mended for one to come,
        `BudgetReached` before a call that would cost too much and `StaleEpoch` for an older attempt of the case.
        """
        self._deadline = time.monotonic() + self.agent.limits.seconds
        refused: CallFailed | None = None
        forms = await model_calls.forms()
        for provider in self.language_model.providers:
            model = provider.model(self.agent.tier)
            if model is None or self.log.calls >= self._most_calls:
                continue
            form = provider.means if provider.means != "auto" else forms.get((provider.name, model.name), BEST_FIRST[0])
            try:
                return await self._ask(provider, model, form)  # pyright: ignore[reportArgumentType]
            except CallFailed as failure:
                refused = failure if failure.kind is Kind.MISCONFIGURED else refused
        if refused is not None:
            raise LanguageModelRefused(
                f"The language model does not answer ({refused.detail}): check its block's keys, addresses and model "
                "names with `countersign model check`, or remove the provider."
            ) from refused
        raise NoModelAnswer(f"{self.log.calls} calls, no valid answer: {'; '.join(self.log.failures) or 'no provider'}")

    @property
    def _most_calls(self) -> int:
        return min(CALLS, self.agent.limits.calls)

    async def _ask(self, provider: Provider, model: Model, form: Form) -> Resp:
        """Ask one provider as often as the table of remedies says; raise the last failure."""
        from langchain_core.messages import AIMessage, HumanMessage

        bounds, failed = Bounds(provider.timeout, self.agent.limits.answer_tokens), Counter[Kind]()
        talk = self._opening(form)
        while True:
            try:
                response = await self._call(provider, model, talk, form, bounds)
            except CallFailed as raised:
                failure = raised
            else:
                if form != BEST_FIRST[0] and provider.means == "auto":
                    await model_calls.remember_form(provider.name, model.name, form)
                return response
            self.log.failures.append(f"{provider.name}: {failure}")
            failed[failure.kind] += 1
            again = REMEDIES[failure.kind].again
            again = min(again, self.agent.limits.repairs) if failure.kind is Kind.INVALID else again
            if failed[failure.kind] > again or self.log.calls >= self._most_calls:
                raise failure
            if failure.kind is Kind.TIMEOUT:
                bounds = replace(bounds, seconds=2 * bounds.seconds)
            elif failure.kind is Kind.INVALID and failure.reply is not None:
                talk = [*talk, AIMessage(failure.reply.text), HumanMessage(repair(failure.problems))]
            elif failure.kind is Kind.CUT_OFF:
                bounds = replace(bounds, tokens=2 * bounds.tokens)
            elif failure.kind is Kind.FORM_UNSUPPORTED:
                form = self._next_form(provider, form, failure)
                talk = self._opening(form)
            await self._wait(failure)

    def _opening(self, form: Form) -> "list[BaseMessage]":
        from langchain_core.messages import HumanMessage, SystemMessage

        rules = instructions(self.agent) + told(form, self.agent.response_schema)
        return [SystemMessage(rules), HumanMessage(question(self.request))]

    def _next_form(self, provider: Provider, form: Form, failure: CallFailed) -> Form:
        later = BEST_FIRST[BEST_FIRST.index(form) + 1 :]
        if provider.means != "auto" or not later:
            raise failure
        return later[0]

    async def _wait(self, failure: CallFailed) -> None:
        """Wait as the failure asks for; raise it where that takes longer than the agent may."""
        pause = {Kind.RATE_LIMITED: failure.retry_after or 2.0, Kind.SERVER_ERROR: 1.0}.get(failure.kind, 0.0)
        if time.monotonic() + pause > self._deadline:
            raise failure
        await asyncio.sleep(pause)

    async def _call(
        self, provider: Provider, model: Model, talk: "list[BaseMessage]", form: Form, bounds: Bounds
    ) -> Resp:
        """Make one call: admitted, traced, recorded and paid for; return its answer where that is valid."""
        texts = [str(message.content) for message in talk]
        reading = sum(map(len, texts)) // 3 + 200  # tokens are longer than three signs in every tokenizer in use
        intent = Intent(
            step=self.step,
            agent=self.agent.name,
            prompt_version=self.agent.prompt_version,
            provider=provider.name,
            asked=model.name,
            attempt=self.log.calls + 1,
            request_sha256=sha256(texts),
            tokens=reading + bounds.tokens,
            reserve=nanodollars(model.cost(reading, bounds.tokens)),
            caps=self.caps,
            allowance=Allowance(provider.requests_per_minute, provider.tokens_per_minute),
        )
        bounds = replace(bounds, seconds=max(0.1, min(bounds.seconds, self._deadline - time.monotonic())))
        admitted = await self._admitted(intent)
        self.log.calls += 1
        begun = time.monotonic()
        response, reply, failure = None, None, None
        with call_span(provider, model, self.agent) as span:
            try:
                async with self.language_model.client(provider, self.agent.tier) as client:
                    reply = await call(
                        client,
                        talk,
                        form=form,
                        name=self.agent.response.__name__,
                        schema=self.agent.response_schema,
                        bounds=bounds,
                    )
                response = self._read(reply)
            except CallFailed as raised:
                failure, reply = raised, raised.reply
            span.says(reply, failure)
        result = self._result(reply, failure, model, reading, begun)
        self._count(provider, model, result)
        news = await model_calls.settle(
            admitted,
            intent,
            result,
            texts=(redacted("\n\n".join(texts)), redacted(reply.text if reply else "")),
            days=self.language_model.keep_texts_days,
        )
        await self.tell(provider, news)
        if response is None:
            raise failure or AssertionError("a call without an answer has failed")
        return response

    async def _admitted(self, intent: Intent) -> Any:
        """Return the call's number once the casebook lets it through, as long as the agent may wait."""
        while True:
            admission = await model_calls.admit(self.case, intent)
            if admission.call is not None:
                return admission.call
            if not admission.wait:
                raise CallFailed(Kind.BREAKER_OPEN, "it failed too often; it is asked again in a while")
            if time.monotonic() + admission.wait > self._deadline:
                raise CallFailed(Kind.RATE_LIMITED, f"its allowance is used up for {admission.wait:.0f} s")
            await asyncio.sleep(admission.wait)

    def _result(
        self, reply: Reply | None, failure: CallFailed | None, model: Model, reading: int, begun: float
    ) -> Result:
        used = (0, 0)
        if reply is not None:  # a provider that does not count is charged by our estimate
            used = (reply.input_tokens or reading, reply.output_tokens or len(reply.text) // 3)
        return Result(
            outcome=ANSWERED if failure is None else str(failure.kind),
            detail="" if failure is None else failure.detail,
            answered_by=reply.model if reply else "",
            input_tokens=used[0],
            output_tokens=used[1],
            cost=nanodollars(model.cost(*used)),
            latency_ms=round((time.monotonic() - begun) * 1000),
            response_sha256=sha256(reply.text) if reply else "",
            blames_provider=failure is not None and failure.kind in TELLS_ON_THE_PROVIDER,
        )

    def _count(self, provider: Provider, model: Model, result: Result) -> None:
        self.log.provider = provider.name
        self.log.model = result.answered_by or self.log.model or model.name
        self.log.input_tokens += result.input_tokens
        self.log.output_tokens += result.output_tokens
        self.log.cost += result.cost

    def _read(self, reply: Reply) -> Resp:
        """Return the answer in a reply; raise `CallFailed` with what its validation or its check found."""
        try:
            response = self.agent.response.model_validate_json(reply.text)
        except ValidationError as error:
            problems = [
                f"{'.'.join(str(part) for part in item['loc']) or 'answer'}: {item['msg']}"
                for item in error.errors(include_url=False, include_input=False)
            ]
        else:
            problems = self.agent.check(self.request, response)
            if not problems:
                return response
        raise CallFailed(Kind.INVALID, " ".join(problems)[:500], reply=reply, problems=problems)
