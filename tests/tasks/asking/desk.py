"""An agent that is asked over real HTTP, of providers that are scripted servers."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from decimal import Decimal
from typing import Any

from prefect.types import SecretDict
from pydantic import Field

from agents.spec import Agent, AgentRequest, AgentResponse
from blocks.language_model import LanguageModel, Model, Provider
from tasks.asking.answering import Answering
from tasks.asking.conversation import Conversation
from tasks.asking.inquiry import Inquiry, Log
from tasks.deciding.rules import Rules
from tests.fakes.openai_server import EVERY_MEANS, FakeOpenAI, Means, Reply, openai_server
from tests.tasks.casebook.desk import PEOPLE, POLICIES, opened

PRICE = Decimal(10)
"""US dollars per million tokens, read or written: the server's 120 tokens cost 0.0012."""


class Question(AgentRequest):
    text: str


class Word(AgentResponse):
    word: str = Field(description="One word.")


def _check(request: Question, response: Word) -> list[str]:
    return ["word: too rude, be kind."] if response.word == "fool" else []


AGENT = Agent(
    name="namer",
    title="Namer",
    capabilities=frozenset({"name"}),
    request=Question,
    response=Word,
    baseline=lambda request: Word(word="rule"),
    check=_check,
)
AGENT.__dict__["prompt"] = "Name it."  # an agent of the tests' own has no prompt file
BUDGETS = ("day_budget", "case_budget", "tenant_budget")
RULES = Rules(PEOPLE, POLICIES)
GOOD = '{"word": "kind"}'
BAD = '{"word": 1}'
RUDE = '{"word": "fool"}'
BUSY = Reply(status=429, body="{}", headers=(("Retry-After", "0.05"),))
DOWN = Reply(status=500, body="{}")


def changed(**changes: Any) -> Agent[Any, Any]:
    """Return the agent with changes."""
    agent = replace(AGENT, **changes)
    agent.__dict__["prompt"] = "Name it."
    return agent


class Onlookers:
    """They remember what they were told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Any]] = []
        self.seen: list[str] = []

    async def hear(self, provider: Provider, news: Any) -> None:
        self.told.append((provider.name, news))

    async def see(self, agent: Agent[Any, Any], draft: str, *, share: float) -> None:
        self.seen.append(draft)


class Desk:
    """Providers that are scripted servers, and requests to them."""

    def __init__(self, casebook: Callable[[Any], Any]) -> None:
        self.run = casebook
        self.servers: list[FakeOpenAI] = []
        self.stack = ExitStack()
        self.log = Log()
        self.agent: Agent[Any, Any] = AGENT
        self.onlookers = Onlookers()
        self.key = "sk-secret"
        self.model = Model(name="large", input_price=PRICE, output_price=PRICE)

    @property
    def told(self) -> list[tuple[str, Any]]:
        return self.onlookers.told

    def provider(self, *script: str | Reply, means: frozenset[Means] = EVERY_MEANS) -> FakeOpenAI:
        """Add a provider that answers by this script."""
        self.servers.append(self.stack.enter_context(openai_server(*script, means=means)))
        return self.servers[-1]

    def language_model(self, **settings: Any) -> LanguageModel:
        of_block = {key: settings.pop(key) for key in BUDGETS if key in settings}
        providers = [
            Provider(
                name=f"p{number}",
                base_url=server.address,
                fast=self.model,
                careful=self.model,
                **{"timeout": 5, **settings},
            )
            for number, server in enumerate(self.servers)
        ]
        keys = SecretDict({provider.name: self.key for provider in providers})
        return LanguageModel(providers=providers, keys=keys, **of_block)

    async def ask(self, step: str = "books", *, key: str = "one", caps: Any = None, **settings: Any) -> Word:
        """Ask the agent in a case."""
        case = await opened(key)
        language_model = self.language_model(**settings)
        inquiry = Inquiry(case, step, self.agent, Question(text="?"), language_model, caps or {})
        talk = Conversation(inquiry, self.onlookers)
        self.log = talk.log
        return await talk.answer()

    async def answer(self, step: str = "books", *, key: str = "one", **settings: Any) -> tuple[Word, dict[str, Any]]:
        """Return the answer with its record, from whoever gives it."""
        case, language_model = await opened(key), self.language_model(**settings)
        return await Answering(case, step, self.agent, Question(text="?"), language_model, self.onlookers).answer()
