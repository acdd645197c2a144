"""One call to one provider: what it said, or why it said nothing."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tasks.asking.failures import CallFailed, Kind, Reply
from tasks.asking.forms import Form, settings_for

if TYPE_CHECKING:
    import openai
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
    with by_error(bounds):
        async with asyncio.timeout(bounds.seconds + 1):
            message: Any = await model.ainvoke(list(asked.messages))
    return _read(message, bounds)


@contextmanager
def by_error(bounds: Bounds) -> Iterator[None]:
    """Turn what the client raises into `CallFailed`, by its kind."""
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
        raise _by_status(error) from error
    except (openai.APIConnectionError, httpx.TransportError) as error:
        raise CallFailed(Kind.DISCONNECTED, "the connection ended, or never stood") from error
    except (openai.OpenAIError, ValueError, KeyError, TypeError, AttributeError) as error:
        # The client raises the last four for a reply that is no chat completion.
        raise CallFailed(Kind.SERVER_ERROR, f"{type(error).__name__}: the reply is no chat completion") from error


def _by_status(error: "openai.APIStatusError") -> CallFailed:
    status, code = error.status_code, str(error.code or "")
    said = f"{status} {error.message}"[:300]
    if code == "insufficient_quota":
        return CallFailed(Kind.MISCONFIGURED, said)
    if status == 429:
        return CallFailed(Kind.RATE_LIMITED, said, retry_after=_seconds(error.response.headers.get("retry-after")))
    if status in (401, 403, 404):
        return CallFailed(Kind.MISCONFIGURED, said)
    if status == 408:
        return CallFailed(Kind.TIMEOUT, said)
    if status == 413 or code == "context_length_exceeded":
        return CallFailed(Kind.TOO_LONG, said)
    if code == "content_filter":
        return CallFailed(Kind.FILTERED, said)
    if status in (400, 422) and re.search(r"\bstream", f"{error.param} {error.message}"):
        return CallFailed(Kind.NOT_STREAMED, said)
    if status in (400, 422):
        about_form = any(word in f"{error.param} {error.message}" for word in ("response_format", "tool", "schema"))
        return CallFailed(Kind.FORM_UNSUPPORTED if about_form else Kind.MISCONFIGURED, said)
    return CallFailed(Kind.SERVER_ERROR, said)


def _seconds(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, be they given as a number or as a date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except ValueError:
        return None


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
