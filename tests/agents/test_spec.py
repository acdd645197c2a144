from typing import Annotated

import pytest

from agents.spec import Agent, AgentRequest, AgentResponse, ToolsBesideUntrustedText
from agents.untrusted import Untrusted, sources_in


class Line(AgentRequest):
    note: Annotated[str, Untrusted("journal")]


class Request(AgentRequest):
    lines: tuple[Line, ...] | None = None


class Plain(AgentRequest):
    amount: int


class Answer(AgentResponse):
    word: str


def _agent(request: type[AgentRequest], tools: frozenset[str]) -> Agent:
    return Agent(
        name="clerk", title="Clerk", capabilities=frozenset(), request=request, response=Answer,
        baseline=lambda request: Answer(word="rule"), tools=tools,
    )  # fmt: skip


def test_untrusted_text_is_found_in_the_parts_of_a_request() -> None:
    assert sources_in(Request) == {"journal"}
    assert sources_in(Plain) == frozenset()


def test_an_agent_that_reads_untrusted_text_has_no_tools() -> None:
    with pytest.raises(ToolsBesideUntrustedText, match=r"'clerk' has tools \(calculator\).*journal"):
        _agent(Request, frozenset({"calculator"}))
    assert _agent(Plain, frozenset({"calculator"})).tools == {"calculator"}
    assert _agent(Request, frozenset()).tools == frozenset()
