"""One request to a language model: structured output, validated, sent back with its errors until it is right."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from agents.messages import instructions, question, repair
from agents.spec import Agent, AgentRequest, AgentResponse
from blocks.language_model import LanguageModel

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Req = TypeVar("Req", bound=AgentRequest)
Resp = TypeVar("Resp", bound=AgentResponse)


class NoModelAnswer(RuntimeError):
    """The model gave no valid answer: it was away, it refused, or its answers stayed wrong."""


class LanguageModelRefused(RuntimeError):
    """The provider does not know the key or the model: somebody has to mend the block."""


@dataclass
class Usage:
    """What the calls of one request used, counted as they go."""

    model: str = ""
    """The model that answered last, by the provider's own word."""
    attempts: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

    def count(self, reply: Any) -> None:
        """Add one reply's tokens, where the provider says them, and keep its model's name."""
        self.model = reply.response_metadata.get("model_name") or self.model
        used = reply.usage_metadata or {}
        self.input_tokens += used.get("input_tokens", 0)
        self.output_tokens += used.get("output_tokens", 0)


async def model_answer(agent: Agent[Req, Resp], request: Req, language_model: LanguageModel, usage: Usage) -> Resp:
    """Return the model's valid answer and count in `usage` what it took.

    An answer that breaks the schema or the agent's check goes back with the exact errors, `agent.limits.repairs` times.
    Raise `NoModelAnswer` after that and where the provider fails, `LanguageModelRefused` for a wrong key or model name.
    """
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    messages: list[BaseMessage] = [SystemMessage(instructions(agent)), HumanMessage(question(request))]
    problems: list[str] = []
    usage.model = getattr(language_model.models, agent.tier)
    async with language_model.client(agent.tier) as client:
        model = client.bind(response_format=_response_format(agent), max_tokens=agent.limits.answer_tokens)
        for _ in range(1 + agent.limits.repairs):
            usage.attempts += 1
            text = await _reply(model, messages, language_model, usage)
            response, problems = _read(agent, request, text)
            if response is not None and not problems:
                return response
            messages += [AIMessage(text), HumanMessage(repair(problems))]
    raise NoModelAnswer(f"{usage.attempts} answers, none valid; the last: {' '.join(problems)[:500]}")


def _response_format(agent: Agent[Any, Any]) -> dict[str, Any]:
    schema = {"name": agent.response.__name__, "schema": agent.response_schema, "strict": True}
    return {"type": "json_schema", "json_schema": schema}


async def _reply(model: Any, messages: "list[BaseMessage]", language_model: LanguageModel, usage: Usage) -> str:
    """Return the text of one reply; what was cut off comes as it is, and its end shows as invalid JSON."""
    import openai

    try:
        reply = await model.ainvoke(messages)
    except openai.LengthFinishReasonError as error:
        return error.completion.choices[0].message.content or ""
    except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
        raise LanguageModelRefused(
            f"The language model at {language_model.base_url} answered {error.status_code}: check the block's key, "
            f"address and model name '{usage.model}', or set its provider to offline."
        ) from error
    except (openai.OpenAIError, ValueError, KeyError, TypeError) as error:
        # The client raises the last three for a reply that is no chat completion.
        raise NoModelAnswer(f"{type(error).__name__} at attempt {usage.attempts}") from error
    usage.count(reply)
    refusal = reply.additional_kwargs.get("refusal")
    if refusal:
        raise NoModelAnswer(f"refused at attempt {usage.attempts}")
    return reply.text


def _read(agent: Agent[Req, Resp], request: Req, text: str) -> tuple[Resp | None, list[str]]:
    """Return the answer in `text` with what its check found, or None with what its validation found."""
    try:
        response = agent.response.model_validate_json(text)
    except ValidationError as error:
        return None, [
            f"{'.'.join(str(part) for part in item['loc']) or 'answer'}: {item['msg']}"
            for item in error.errors(include_url=False, include_input=False)
        ]
    return response, agent.check(request, response)
