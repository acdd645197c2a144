"""Find out what each provider of a language model can do, by asking it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from blocks.language_model import TIERS, LanguageModel, Model, Provider, Tier
from tasks.asking.call import Asked, Bounds, by_error, call
from tasks.asking.failures import CallFailed, Kind
from tasks.asking.forms import BEST_FIRST, Form

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"word": {"type": "string", "description": "The word ready."}},
    "required": ["word"],
    "additionalProperties": False,
}
_TOOL = {"type": "function", "function": {"name": "clock", "description": "Tell the time.", "parameters": _SCHEMA}}
_QUESTION = "Answer with a JSON object whose word is ready."


@dataclass(frozen=True)
class Finding:
    """What one model of a provider can do."""

    provider: str
    tier: Tier
    model: str
    chat: str
    """ "yes", or why not; likewise tools and streaming."""
    forms: dict[Form, str]
    tools: str
    streaming: str
    price: Model
    cost: Decimal
    """US dollars that the check itself cost, by the block's prices."""

    @property
    def usable(self) -> bool:
        """Return whether agents can be answered: it talks, and takes one of the forms."""
        return self.chat == "yes" and "yes" in self.forms.values()


async def checked(language_model: LanguageModel) -> list[Finding]:
    """Return what each provider can do in each tier that it has a model for, asked in their order."""
    return [
        await _check(language_model, provider, tier, model)
        for provider in language_model.providers
        for tier in TIERS
        if (model := provider.model(tier)) is not None
    ]


async def _check(language_model: LanguageModel, provider: Provider, tier: Tier, model: Model) -> Finding:
    tokens = _Tokens()
    client = language_model.client(provider, tier)
    chat = await _works(_chat(client, tokens))
    if chat != "yes":  # the rest would fail for the same reason, and some of it costs money
        rest: dict[Form, str] = dict.fromkeys(BEST_FIRST, "not asked")
        return Finding(provider.name, tier, model.name, chat, rest, "not asked", "not asked", model, Decimal(0))
    forms: dict[Form, str] = {form: await _works(_structured(client, form, tokens)) for form in BEST_FIRST}
    tools = await _works(_tools(client, tokens))
    streaming = await _works(_streams(client, tokens))
    cost = model.cost(tokens.read, tokens.written)
    return Finding(provider.name, tier, model.name, chat, forms, tools, streaming, model, cost)


@dataclass
class _Tokens:
    read: int = 0
    written: int = 0

    def count(self, read: int | None, written: int | None) -> None:
        self.read += read or 0
        self.written += written or 0


async def _works(trial: Any) -> str:
    try:
        await trial
    except CallFailed as failure:
        return str(failure)
    return "yes"


async def _chat(client: "ChatOpenAI", tokens: _Tokens) -> None:
    with by_error(client, Bounds(client.request_timeout or 60, 200)):  # pyright: ignore[reportArgumentType]
        reply = await client.ainvoke("Answer with the word ready.", max_tokens=200)
    _counted(reply, tokens)
    if not reply.text.strip():
        raise CallFailed(Kind.INVALID, "an empty answer")


async def _structured(client: "ChatOpenAI", form: Form, tokens: _Tokens) -> None:
    import json

    from langchain_core.messages import HumanMessage

    bounds = Bounds(client.request_timeout or 60, 200)  # pyright: ignore[reportArgumentType]
    reply = await call(client, Asked([HumanMessage(_QUESTION)], form, "Ready", _SCHEMA, bounds))
    tokens.count(reply.input_tokens, reply.output_tokens)
    try:
        answer = json.loads(reply.text)
    except ValueError as error:
        raise CallFailed(Kind.INVALID, "no JSON") from error
    if not isinstance(answer, dict) or not isinstance(answer.get("word"), str):
        raise CallFailed(Kind.INVALID, "JSON of another form")


async def _tools(client: "ChatOpenAI", tokens: _Tokens) -> None:
    with by_error(client, Bounds(client.request_timeout or 60, 200)):  # pyright: ignore[reportArgumentType]
        reply = await client.bind(tools=[_TOOL], max_tokens=200).ainvoke("Call the tool clock with the word ready.")
    _counted(reply, tokens)
    if not getattr(reply, "tool_calls", None):
        raise CallFailed(Kind.INVALID, "it called no tool")


async def _streams(client: "ChatOpenAI", tokens: _Tokens) -> None:
    pieces, whole = 0, None
    with by_error(client, Bounds(client.request_timeout or 60, 200)):  # pyright: ignore[reportArgumentType]
        async for piece in client.astream("Count from one to five.", max_tokens=200):
            pieces += bool(piece.text)
            whole = piece if whole is None else whole + piece
    _counted(whole, tokens)
    if pieces < 2:
        raise CallFailed(Kind.INVALID, "the answer came in one piece")


def _counted(reply: Any, tokens: _Tokens) -> None:
    used = getattr(reply, "usage_metadata", None) or {}
    tokens.count(used.get("input_tokens"), used.get("output_tokens"))
