"""An OpenAI-compatible server on loopback that answers from a script and remembers what it was asked."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One scripted answer; the plain ones are written as their text alone."""

    text: str = ""
    status: int = 200
    delay: float = 0
    """Seconds before it answers."""
    finish: str = "stop"
    refusal: str | None = None
    hang_up: bool = False
    """Ends the connection without an answer."""
    body: str | None = None
    """Sent in place of a chat completion."""


@dataclass
class FakeOpenAI:
    """What was scripted, and what came."""

    script: list[str | Reply] = field(default_factory=list)
    """Replies in the order of the requests; when it is over, `answer` says what comes."""
    answer: "Callable[[dict[str, Any]], str] | None" = None
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    address: str = ""

    def messages(self, number: int) -> list[dict[str, str]]:
        """Return the messages of a request."""
        return self.requests[number]["messages"]


@contextmanager
def openai_server(*script: str | Reply, answer: Callable[[dict[str, Any]], str] | None = None) -> Iterator[FakeOpenAI]:
    """Serve the script, one reply for each request in its order, then what `answer` makes of a request's body."""
    fake = FakeOpenAI(list(script), answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(fake: FakeOpenAI) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                fake.requests.append(body)
                fake.keys.append(self.headers["Authorization"])
                reply = _next(fake, body)
            self._answer(reply if isinstance(reply, Reply) else Reply(reply), body["model"])

        def _answer(self, reply: Reply, model: str) -> None:
            time.sleep(reply.delay)
            if reply.hang_up:
                self.close_connection = True
                return
            payload = (reply.body if reply.body is not None else json.dumps(_completion(reply, model))).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            try:
                self.wfile.write(payload)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True  # the client gave up waiting

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def _next(fake: FakeOpenAI, body: dict[str, Any]) -> str | Reply:
    if fake.script:
        return fake.script.pop(0)
    return fake.answer(body) if fake.answer else Reply(status=500, body="the script is over")


def _completion(reply: Reply, model: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": f"{model}-2026-01",
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish, "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
