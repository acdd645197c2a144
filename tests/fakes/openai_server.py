"""An OpenAI-compatible server on loopback that answers from a script and remembers what it was asked.

`python -m tests.fakes.openai_server` serves one in a process of its own, for measurements.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web

Means = Literal["json_schema", "tool_call", "json_mode", "text"]
EVERY_MEANS: frozenset[Means] = frozenset({"json_schema", "tool_call", "json_mode", "text"})


@dataclass(frozen=True)
class Reply:
    """One scripted answer; the plain ones are written as their text alone."""

    text: str = ""
    status: int = 200
    delay: float = 0
    """Seconds before it answers."""
    finish: str = "stop"
    refusal: str | None = None
    tools: tuple[tuple[str, dict[str, Any]], ...] = ()
    """Tools that the model calls: name and arguments each."""
    hang_up: bool = False
    """Ends the connection without an answer."""
    hang_up_after: int | None = None
    """Ends the connection after so many pieces of a streamed answer."""
    stop_after: int | None = None
    """Ends a streamed answer after so many pieces, as if it were whole."""
    pause: float = 0
    """Seconds between the pieces of a streamed answer."""
    body: str | None = None
    """Sent in place of a chat completion."""
    headers: tuple[tuple[str, str], ...] = ()


Answer = Callable[[dict[str, Any]], "str | Reply"]


@dataclass
class FakeOpenAI:
    """What was scripted, and what came."""

    script: list[str | Reply] = field(default_factory=list)
    """Replies in the order of the requests; when it is over, `answer` says what comes."""
    answer: Answer | None = None
    means: frozenset[Means] = EVERY_MEANS
    """By which the provider can be held to a form; a request by another is answered with 400."""
    streams: Literal["yes", "refused", "ignored"] = "yes"
    """What becomes of a request for an answer in pieces: ignored, it comes whole."""
    models: Reply = Reply(body='{"object": "list", "data": []}')
    """The answer to a request for the list of models."""
    asked_for_models: list[str] = field(default_factory=list)
    """The keys that came with those."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    address: str = ""
    in_flight: int = 0
    most_in_flight: int = 0

    def messages(self, number: int) -> list[dict[str, str]]:
        """Return the messages of a request."""
        return self.requests[number]["messages"]

    def next_reply(self, body: dict[str, Any]) -> Reply:
        """Return what the script has for this request."""
        if means_of(body) not in self.means:
            message = f"Invalid parameter: {means_of(body)} is not supported with this model."
            return Reply(status=400, body=json.dumps({"error": {"message": message, "param": "response_format"}}))
        if body.get("stream") and self.streams == "refused":
            message = "stream is not supported with this model."
            return Reply(status=400, body=json.dumps({"error": {"message": message, "param": "stream"}}))
        if self.script:
            said = self.script.pop(0)
        else:
            said = self.answer(body) if self.answer else Reply(status=500, body="the script is over")
        return said if isinstance(said, Reply) else Reply(said)


def means_of(body: dict[str, Any]) -> Means:
    """Return by what a request holds the model to a form."""
    if body.get("tool_choice") not in (None, "auto", "none"):
        return "tool_call"
    form = (body.get("response_format") or {}).get("type", "text")
    return {"json_schema": "json_schema", "json_object": "json_mode"}.get(form, "text")


@contextmanager
def openai_server(
    *script: str | Reply, answer: Answer | None = None, means: frozenset[Means] = EVERY_MEANS
) -> Iterator[FakeOpenAI]:
    """Serve the script, one reply for each request in its order, then what `answer` makes of a request's body."""
    fake = FakeOpenAI(list(script), answer, means)
    loop, started = asyncio.new_event_loop(), threading.Event()
    runner = web.AppRunner(_app(fake), access_log=None, shutdown_timeout=0.1)

    async def start() -> None:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=2048)
        await site.start()
        fake.address = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
        started.set()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield fake
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _app(fake: FakeOpenAI) -> web.Application:
    async def completions(request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        fake.requests.append(body)
        fake.keys.append(request.headers.get("Authorization", ""))
        fake.in_flight += 1
        fake.most_in_flight = max(fake.most_in_flight, fake.in_flight)
        try:
            reply = fake.next_reply(body)
            body["stream"] = body.get("stream") and fake.streams == "yes"
            return await _respond(request, body, reply)
        finally:
            fake.in_flight -= 1

    async def models(request: web.Request) -> web.StreamResponse:
        fake.asked_for_models.append(request.headers.get("Authorization", ""))
        return await _respond(request, {}, fake.models)

    async def seen(request: web.Request) -> web.Response:
        return web.json_response({"requests": len(fake.requests), "most_in_flight": fake.most_in_flight})

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/v1/chat/completions", completions)
    app.router.add_get("/v1/models", models)
    app.router.add_get("/seen", seen)
    return app


async def _respond(request: web.Request, body: dict[str, Any], reply: Reply) -> web.StreamResponse:
    await asyncio.sleep(reply.delay)
    if reply.hang_up:
        _hang_up(request)
        return web.Response()
    if reply.body is not None or reply.status != 200:
        text = reply.body if reply.body is not None else "{}"
        return web.Response(
            text=text, status=reply.status, content_type="application/json", headers=dict(reply.headers)
        )
    if body.get("stream"):
        return await _stream(request, body, reply)
    return web.json_response(_completion(reply, body))


async def _stream(request: web.Request, body: dict[str, Any], reply: Reply) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    for number, piece in enumerate(_pieces(reply, body)):
        if number == reply.hang_up_after:
            _hang_up(request)
            return response
        if number == reply.stop_after:
            return response
        await asyncio.sleep(reply.pause)
        await response.write(f"data: {json.dumps(piece)}\n\n".encode())
    await response.write(b"data: [DONE]\n\n")
    return response


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _pieces(reply: Reply, body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    model = _dated(body["model"])
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_760_000_000, "model": model}
    for at in range(0, len(reply.text), 8):
        yield head | {"choices": [{"index": 0, "delta": _delta(reply.text, at, body), "finish_reason": None}]}
    if reply.refusal is not None:
        yield head | {"choices": [{"index": 0, "delta": {"refusal": reply.refusal}, "finish_reason": None}]}
    yield head | {"choices": [{"index": 0, "delta": {}, "finish_reason": reply.finish}]}
    yield head | {"choices": [], "usage": _USAGE}


def _delta(text: str, at: int, body: dict[str, Any]) -> dict[str, Any]:
    """Return a piece of a text, or of a tool's arguments: their first piece names the tool, as providers do it."""
    piece = text[at : at + 8]
    if means_of(body) != "tool_call":
        return {"content": piece}
    named = {"id": "call_0", "type": "function"} if at == 0 else {}
    name = {"name": body["tool_choice"]["function"]["name"]} if at == 0 else {}
    return {"tool_calls": [{"index": 0, **named, "function": {**name, "arguments": piece}}]}


def _completion(reply: Reply, body: dict[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    calls = [_call(number, name, json.dumps(given)) for number, (name, given) in enumerate(reply.tools)]
    if means_of(body) == "tool_call" and reply.text:  # a scripted text is the answer, by whatever means
        calls = [_call(0, body["tool_choice"]["function"]["name"], reply.text)]
    if calls:
        message |= {"content": None, "tool_calls": calls}
    finish = "tool_calls" if calls and reply.finish == "stop" else reply.finish
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": _dated(body["model"]),
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": _USAGE,
    }


def _call(number: int, name: str, arguments: str) -> dict[str, Any]:
    return {"id": f"call_{number}", "type": "function", "function": {"name": name, "arguments": arguments}}


def _dated(model: str) -> str:
    return f"{model}-2026-01"


_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


def main() -> None:
    """Serve one text after a delay, both from the command line, until standard input ends; print the address first."""
    import sys

    text, delay = sys.argv[1], float(sys.argv[2])
    with openai_server(answer=lambda _: Reply(text, delay=delay)) as fake:
        print(fake.address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
