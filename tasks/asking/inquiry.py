"""What one step of a case wants to know, who hears of it meanwhile, and what it has taken so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from agents.spec import Agent, AgentRequest, AgentResponse
from blocks.language_model import LanguageModel, Provider
from tasks.casebook.admission import News
from tasks.casebook.cases import Case

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)


@dataclass(frozen=True)
class Inquiry(Generic[Req, Resp]):
    """One request to an agent, for a step of a case."""

    case: Case
    step: str
    agent: Agent[Req, Resp]
    request: Req
    language_model: LanguageModel
    caps: Mapping[str, int]
    """Nanodollars that the step, the case, the day and the tenant may spend, by scope."""

    @property
    def call_scope(self) -> str:
        """The name under which people raise what one call of it may cost."""
        return f"call/{self.case.id}/{self.step}"


@dataclass
class Log:
    """What one request took, counted as it goes; it goes into the case's record."""

    provider: str = ""
    model: str = ""
    calls: int = 0
    provider_number: int = 0
    """Which of the providers was turned to last, the first being 1."""
    repairs: int = 0
    """Answers that the provider got back with their errors."""
    input_tokens: int = 0
    output_tokens: int = 0
    cost: int = 0
    """Nanodollars."""
    failures: list[str] = field(default_factory=list)


class Audience(Protocol):
    """People, as far as they can be reached while an agent is asked."""

    async def hear(self, provider: Provider, news: News) -> None:
        """Tell them of news about a provider or a budget."""
        ...

    async def see(self, agent: Agent[Any, Any], draft: str, *, share: float) -> None:
        """Show them the draft as far as it is written; `share` of its greatest length, from 0 to 1."""
        ...
