from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from agents.spec import (
    Agent,
    AgentRequest,
    AgentResponse,
    OpenAnswer,
    Reference,
    ToolsBesideUntrustedText,
)
from agents.untrusted import Untrusted, sources_in


class Line(AgentRequest):
    note: Annotated[str, Untrusted("journal")]


class Request(AgentRequest):
    lines: tuple[Line, ...] | None = None


class Plain(AgentRequest):
    amount: int


class Answer(AgentResponse):
    word: Reference


def _agent(
    request: type[AgentRequest], tools: frozenset[str] = frozenset(), response: type[AgentResponse] = Answer
) -> Agent:
    return Agent(
        name="clerk", title="Clerk", capabilities=frozenset(), request=request, response=response,
        baseline=lambda request: response(), tools=tools,
    )  # fmt: skip


def test_untrusted_text_is_found_in_the_parts_of_a_request() -> None:
    assert sources_in(Request) == {"journal"}
    assert sources_in(Plain) == frozenset()


def test_an_agent_that_reads_untrusted_text_has_no_tools() -> None:
    with pytest.raises(ToolsBesideUntrustedText, match=r"'clerk' has tools \(calculator\).*journal"):
        _agent(Request, frozenset({"calculator"}))
    assert _agent(Plain, frozenset({"calculator"})).tools == {"calculator"}
    assert _agent(Request, frozenset()).tools == frozenset()


class Loose(BaseModel):
    word: Reference


def _answering(field: Any) -> type[AgentResponse]:
    """Return a response whose one field is of this type."""
    return type("Reply", (AgentResponse,), {"__annotations__": {"part": field}})


@pytest.mark.parametrize(
    ("field", "mend"),
    [
        (str, "Reply.part is a text without end: give it a max_length"),
        (list[Literal["a"]], "Reply.part is a list without end: give it a max_length"),
        (Annotated[list[str], Field(max_length=3)], r"Reply.part\[\] is a text without end"),
        (tuple[Reference, ...], "Reply.part is a list without end"),
        (Any, "Reply.part is a free Any: name what it may hold, as a model, a Literal or a bounded text"),
        (dict[str, Any], "Reply.part is a free dict"),
        (dict[str, int] | None, "Reply.part is a free dict"),
        (object, "Reply.part is a free object"),
        (list, "Reply.part is a free list"),
        (bytes, "Reply.part is a free bytes"),
        (Loose, "Reply.part takes fields that it does not name: derive Loose from AgentResponse"),
        (Annotated[tuple[Loose | None, ...], Field(max_length=3)], "derive Loose from AgentResponse"),
    ],
    ids=str,
)
def test_an_agent_that_reads_untrusted_text_answers_in_a_closed_form(field: Any, mend: str) -> None:
    with pytest.raises(OpenAnswer, match=f"'clerk' reads text from outside .journal., so its answer must.*{mend}"):
        _agent(Request, response=_answering(field))
    assert _agent(Plain, response=_answering(field))


def test_a_closed_answer_is_taken_and_its_sizes_are_not_told_to_the_model() -> None:
    class Inner(AgentResponse):
        word: Reference

    class Reply(AgentResponse):
        choice: Literal["a", "b"]
        parts: list[Inner] = Field(max_length=3)
        pair: tuple[int, Reference]

    agent = _agent(Request, response=Reply)
    assert not {"maxLength", "maxItems"} & set(str(agent.response_schema).replace("'", " ").split())
    assert agent.response_schema["additionalProperties"] is False
    with pytest.raises(ValueError, match="at most 3 items"):
        Reply.model_validate({"choice": "a", "parts": [{"word": ""}] * 4, "pair": [1, ""]})
