"""What an agent is: a value that says who thinks about what, with which words, within which limits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from agents.closed import openings, without_sizes
from agents.untrusted import sources_in
from reports.canonical import sha256

PROMPTS = Path(__file__).with_name("prompts")


class AgentRequest(BaseModel):
    """Base of what agents are asked. Text from outside is declared `Untrusted`."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AgentResponse(BaseModel):
    """Base of what agents answer: closed, so that an answer can hold nothing that nobody asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)

Tier = Literal["fast", "careful"]

ANSWER = 20_000
"""Most characters of a text in an answer; what it should have is the agent's own check."""
Reference = Annotated[str, StringConstraints(max_length=1000)]
"""A name or id in an answer that stands in the request."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one request to an agent may go."""

    calls: int = 4
    """Most calls for one request, over all providers and repairs."""
    repairs: int = 2
    """How often an invalid answer is sent back with its errors."""
    answer_tokens: int = 2000
    """Longest answer of a model."""
    dollars: Decimal | None = None
    """Most that one request may cost, in US dollars."""
    dollars_per_call: Decimal | None = None
    """Most that one call of it may cost: its answer is made shorter for that, down to a quarter of `answer_tokens`."""
    seconds: float = 300
    """Longest that one request may take, waits included."""
    may_fall_back: bool = True
    """Whether the baseline may answer where no model gave a valid answer."""


class ToolsBesideUntrustedText(ValueError):
    """An agent that would read text from outside and choose tools."""


class OpenAnswer(ValueError):
    """An agent that would read text from outside and could answer with what nobody asked for."""


def _nothing_to_check(request: AgentRequest, response: AgentResponse) -> list[str]:
    return []


@dataclass(frozen=True)
class Agent(Generic[Req, Resp]):
    """One agent: a job title with its request, its response, its prompt and its rules without a model."""

    name: str
    """As steps, records and the prompt's file spell it: "variance_analyst"."""
    title: str
    """As people read it: "Variance analyst"."""
    capabilities: frozenset[str]
    request: type[Req]
    response: type[Resp]
    baseline: Callable[[Req], Resp]
    """The answer by rules: a pure function, used offline and as the last fallback."""
    check: Callable[[Req, Resp], list[str]] = _nothing_to_check
    """What a valid answer must hold beyond its schema: returns one sentence for each thing to mend."""
    tier: Tier = "careful"
    tools: frozenset[str] = frozenset()
    """Names of the read-only tools that it may plan calls of; an agent that reads untrusted text has none."""
    limits: Limits = Limits()
    streams: bool = False
    """Whether it writes long texts, which people see grow while they are written."""
    cacheable: timedelta | None = None
    """For how long an equal request of another case gets the same answer; None: it is asked each time."""
    told: str = ""
    """Instructions in place of the shipped prompt: an earlier version of it, or one with lessons of the house."""

    def __post_init__(self) -> None:
        sources = sources_in(self.request)
        if self.tools and sources:
            raise ToolsBesideUntrustedText(
                f"Agent '{self.name}' has tools ({', '.join(sorted(self.tools))}) and reads text from outside "
                f"({', '.join(sorted(sources))}), which could then choose what is called: take the tools away, or let "
                "another agent read the text."
            )
        open_ = openings(self.response) if sources else []
        if open_:
            raise OpenAnswer(
                f"Agent '{self.name}' reads text from outside ({', '.join(sorted(sources))}), so its answer must be "
                f"closed: {'; '.join(open_)}."
            )

    @cached_property
    def prompt(self) -> str:
        """Return the agent's instructions: what it is told, else prompts/<name>.md, read at first use."""
        return self.told or (PROMPTS / f"{self.name}.md").read_text(encoding="utf-8")

    @cached_property
    def response_schema(self) -> dict[str, Any]:
        """Return the JSON schema that a model's answer must follow; sizes are checked when it comes."""
        return without_sizes(self.response.model_json_schema())

    @cached_property
    def prompt_version(self) -> str:
        """Return twelve hexadecimal digits that change with the prompt or the response schema."""
        return sha256([self.prompt, self.response_schema])[:12]
