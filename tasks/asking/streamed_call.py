"""One call whose answer comes in pieces, shown as it grows."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasks.asking.call import Asked, Bounds, by_error, whole
from tasks.asking.failures import CallFailed, Kind, Reply
from tasks.asking.turns import tokens_in

if TYPE_CHECKING:
    from langchain_openai import ChatOpenAI

Show = Callable[[str, float], Awaitable[None]]
"""Takes the answer's JSON as far as it is written, and which share of its greatest length that is."""
SIGNS = 4
"""Of a token, roughly; only the bar of progress goes by it."""


async def streamed_call(client: "ChatOpenAI", asked: Asked, show: Show) -> Reply:
    """Return what the provider answers once all of it is there, or raise `CallFailed`.

    The pieces are read with langchain's own OpenAI client: langchain's stream drops those of a refusal, and parses the
    whole answer anew at each piece where a response format is set.
    """
    pieces = _Pieces(asyncio.get_running_loop().time() + asked.bounds.seconds + 1)
    try:
        async with await _opened(client, asked, pieces) as stream:
            while await _next(client, stream, asked.bounds, pieces):
                await show(pieces.text, min(1.0, len(pieces.text) / (SIGNS * asked.bounds.tokens)))
    except CallFailed as failure:
        failure.reply = pieces.broken_off
        raise
    return pieces.reply(asked.bounds)


async def _opened(client: "ChatOpenAI", asked: Asked, pieces: "_Pieces") -> Any:
    """Return the provider's answer as a stream that has begun."""
    from langchain_core.messages import convert_to_openai_messages

    with by_error(client, asked.bounds):
        async with asyncio.timeout_at(pieces.ends_by):
            return await client.root_async_client.chat.completions.create(
                model=client.model_name,
                messages=convert_to_openai_messages(list(asked.messages)),
                max_completion_tokens=asked.bounds.tokens,
                timeout=asked.bounds.seconds,
                stream=True,
                stream_options={"include_usage": True},
                **asked.settings,
            )


async def _next(client: "ChatOpenAI", stream: Any, bounds: Bounds, pieces: "_Pieces") -> bool:
    """Take the next piece; return whether there was one. What watches the answer grow is not called in here: its errors
    are not the provider's.
    """
    with by_error(client, bounds):
        async with asyncio.timeout_at(pieces.ends_by):
            chunk = await anext(stream, None)
            if chunk is not None:
                pieces.take(chunk)
    return chunk is not None


@dataclass
class _Pieces:
    """What has come of an answer."""

    ends_by: float
    """By the event loop's clock."""
    begun: float = field(default_factory=time.monotonic)
    text: str = ""
    """The answer's JSON: what the tool is called with where one is called, else the message itself."""
    refused: bool = False
    finish: str = ""
    model: str = ""
    used: Any = None
    first_token_ms: int | None = None
    came: bool = False

    def take(self, chunk: Any) -> None:
        """Add one piece."""
        self.came = True
        self.model, self.used = chunk.model or self.model, chunk.usage or self.used
        for choice in chunk.choices[:1]:
            self.finish = choice.finish_reason or self.finish
            self.refused = self.refused or bool(getattr(choice.delta, "refusal", None))
            called = (call.function.arguments for call in choice.delta.tool_calls or () if call.function)
            self._add("".join((choice.delta.content or "", *(text or "" for text in called))))

    def _add(self, more: str) -> None:
        if more and self.first_token_ms is None:
            self.first_token_ms = round((time.monotonic() - self.begun) * 1000)
        self.text += more

    def reply(self, bounds: Bounds) -> Reply:
        """Return the whole answer; raise `CallFailed` where the stream ended before the answer did."""
        if not self.came:
            raise CallFailed(Kind.NOT_STREAMED, "the answer did not come in pieces")
        if not self.finish:
            raise CallFailed(Kind.DISCONNECTED, "the stream ended before the answer did", reply=self.broken_off)
        used = (self.used.prompt_tokens, self.used.completion_tokens) if self.used else (None, None)
        return whole(Reply(self.text, self.model, *used, self.first_token_ms), self.finish, self.refused, bounds)

    @property
    def broken_off(self) -> Reply | None:
        """Return what a broken answer is charged by; its text is none, as half an answer is no answer."""
        if not self.came:
            return None
        return Reply("", self.model, None, tokens_in(self.text) or 1, self.first_token_ms)
