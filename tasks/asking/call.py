"""One call to one provider: what it said, or why it said nothing."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.asking.failures import CallFailed, Kind, Reply
from tasks.asking.forms import Form, settings_for
from tasks.asking.refusals import refusal

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_openai import ChatOpenAI


@dataclass(frozen=True)
class Bounds:
    """How long one call may take and how long its answer may be."""

    seconds: float
    tokens: int


@dataclass(frozen=True)
class Asked:
    """What one call says to a provider."""

    messages: "Sequence[BaseMessage]"
    form: Form
    name: str
    """Of the answer, as its schema and tool are called."""
    schema: dict[str, Any]
    bounds: Bounds

    @property
    def settings(self) -> dict[str, Any]:
        """Return what holds the answer to its form."""
        return settings_for(self.form, self.name, self.schema)


async def call(client: "ChatOpenAI", asked: Asked) -> Reply:
    """Return what the provider answers, or raise `CallFailed`."""
    bounds = asked.bounds
    model = client.bind(**asked.settings, max_tokens=bounds.tokens, timeout=bounds.seconds)
    with by_error(client, bounds):
        async with asyncio.timeout(bounds.seconds + 1):
            message: Any = await model.ainvoke(list(asked.messages))
    return _read(message, bounds)


@contextmanager
def by_error(client: "ChatOpenAI", bounds: Bounds) -> Iterator[None]:
    """Turn what the client raises into `CallFailed`, by its kind; it never holds the client's own key."""
    import httpx
    import openai

    try:
        yield
    except (openai.APITimeoutError, TimeoutError, httpx.TimeoutException) as error:
        raise CallFailed(Kind.TIMEOUT, f"no answer within {bounds.seconds:g} s") from error
    except openai.LengthFinishReasonError as error:
        raise CallFailed(Kind.CUT_OFF, f"longer than {bounds.tokens} tokens") from error
    except openai.ContentFilterFinishReasonError as error:
        raise CallFailed(Kind.FILTERED, "the provider's content filter stopped the answer") from error
    except openai.APIStatusError as error:
        raise refusal(error, secret=_key(client)) from error
    except (openai.APIConnectionError, httpx.TransportError) as error:
        raise CallFailed(Kind.DISCONNECTED, "the connection ended, or never stood") from error
    except (openai.OpenAIError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The client raises the last four for a reply that is no chat completion.
        raise CallFailed(Kind.SERVER_ERROR, f"{type(error).__name__}: the reply is no chat completion") from error


def _key(client: "ChatOpenAI") -> str:
    key: Any = client.openai_api_key
    return key.get_secret_value() if key else ""


def _read(message: Any, bounds: Bounds) -> Reply:
    about, used = message.response_metadata, message.usage_metadata or {}
    reply = Reply(
        text=_text(message),
        model=about.get("model_name") or "",
        input_tokens=used.get("input_tokens"),
        output_tokens=used.get("output_tokens"),
    )
    return whole(reply, str(about.get("finish_reason")), bool(message.additional_kwargs.get("refusal")), bounds)


def whole(reply: Reply, finish: str, refused: bool, bounds: Bounds) -> Reply:
    """Return the reply; raise `CallFailed` where the model declined, or did not come to its answer's end."""
    if refused:
        raise CallFailed(Kind.REFUSED, "the model declined", reply=reply)
    if finish == "length":
        raise CallFailed(Kind.CUT_OFF, f"longer than {bounds.tokens} tokens", reply=reply)
    if finish == "content_filter":
        raise CallFailed(Kind.FILTERED, "the provider's content filter stopped the answer", reply=reply)
    return reply


def _text(message: Any) -> str:
    """Return the answer's JSON: the arguments of the tool where it called one, else its text."""
    import json

    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"])
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return message.text
