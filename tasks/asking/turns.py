"""What a provider is asked next: the opening, and after each failure what its remedy changes."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from agents.messages import instructions, question, repair
from agents.spec import Agent, AgentRequest
from blocks.language_model import Model, Provider
from tasks.asking.call import Asked, Bounds
from tasks.asking.failures import CallFailed, Kind
from tasks.asking.forms import BEST_FIRST, Form, told
from tasks.casebook.budgets import NANO, nanodollars
from tasks.casebook.provider_ways import Ways

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage


@dataclass(frozen=True)
class Turn:
    """One call that is to be made of a provider: with which words, in which form, how long."""

    provider: Provider
    model: Model
    form: Form
    streams: bool
    bounds: Bounds
    talk: "tuple[BaseMessage, ...]"
    schema: int = 0
    """Tokens of the answer's schema, where it goes beside the talk."""

    @property
    def texts(self) -> list[str]:
        """Return what the provider reads."""
        return [str(message.content) for message in self.talk]

    @property
    def reading(self) -> int:
        """Return how many tokens that is with the schema and what goes around, as estimated before the call."""
        return sum(map(tokens_in, self.texts)) + self.schema + 200

    @property
    def price(self) -> int:
        """Return what it may cost at most, in nanodollars."""
        return nanodollars(self.model.cost(self.reading, self.bounds.tokens))

    def asked(self, agent: Agent[Any, Any]) -> Asked:
        """Return the call that it makes."""
        return Asked(self.talk, self.form, agent.response.__name__, agent.response_schema, self.bounds)

    def within(self, nano: int, shortest: int) -> "Turn | None":
        """Return the turn with an answer so short that it costs no more; None where that is shorter than `shortest`."""
        affords = self.model.affords(Decimal(nano) / NANO, self.reading)
        if affords is None or affords >= self.bounds.tokens:
            return self
        if affords < shortest:
            return None
        return replace(self, bounds=replace(self.bounds, tokens=affords))

    def after(self, failure: CallFailed, agent: Agent[Any, Any], request: AgentRequest) -> "Turn":
        """Return the next turn of the same provider; raise the failure where nothing could be different in it."""
        from langchain_core.messages import AIMessage, HumanMessage

        if failure.kind is Kind.TIMEOUT:
            return replace(self, bounds=replace(self.bounds, seconds=2 * self.bounds.seconds))
        if failure.kind is Kind.CUT_OFF:
            return replace(self, bounds=replace(self.bounds, tokens=2 * self.bounds.tokens))
        if failure.kind is Kind.LENGTH_REFUSED:
            return replace(self, bounds=replace(self.bounds, tokens=self.bounds.tokens // 2))
        if failure.kind is Kind.INVALID and failure.reply is not None:
            sent_back = (AIMessage(failure.reply.text), HumanMessage(repair(failure.problems)))
            return replace(self, talk=(*self.talk, *sent_back))
        if failure.kind is Kind.NOT_STREAMED:
            return replace(self, streams=False)
        if failure.kind is Kind.FORM_UNSUPPORTED:
            later = BEST_FIRST[BEST_FIRST.index(self.form) + 1 :]
            if self.provider.means != "auto" or not later:
                raise failure
            talk = _opening_words(agent, request, later[0])
            return replace(self, form=later[0], talk=talk, schema=_beside(later[0], agent))
        return self


def tokens_in(text: str) -> int:
    """Return how many tokens a text has, estimated by its bytes in UTF-8.

    A token has about four bytes in English and three where each sign is a word; random figures have fewer. What a call
    really took is settled after it.
    """
    return len(text.encode()) // 3


def opening(provider: Provider, ways: Ways, agent: Agent[Any, Any], request: AgentRequest) -> Turn | None:
    """Return the first turn of a provider, by the ways that it is known to take; None where it has no such model."""
    model = provider.model(agent.tier)
    if model is None:
        return None
    form, streams = ways.get((provider.name, model.name), (BEST_FIRST[0], True))
    if provider.means != "auto":
        form = provider.means
    bounds = Bounds(provider.timeout, agent.limits.answer_tokens)
    words = _opening_words(agent, request, form)
    return Turn(provider, model, form, agent.streams and streams, bounds, words, _beside(form, agent))


def _beside(form: Form, agent: Agent[Any, Any]) -> int:
    """Return the tokens of the schema that a provider reads beside the talk: JSON mode has it in the instructions."""
    return 0 if form == "json_mode" else tokens_in(json.dumps(agent.response_schema))


def _opening_words(agent: Agent[Any, Any], request: AgentRequest, form: Form) -> "tuple[BaseMessage, ...]":
    from langchain_core.messages import HumanMessage, SystemMessage

    rules = instructions(agent) + told(form, agent.response_schema)
    return SystemMessage(rules), HumanMessage(question(request))
