"""Slack on the loopback interface: it carries out what its Web API does, remembers it, and fails on cue."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

JSON_PARAMETERS = ("blocks", "metadata", "files")


@dataclass
class Fault:
    """How one call goes wrong."""

    status: int = 200
    error: str = ""
    """Slack's name for the error, in the body."""
    retry_after: str = ""
    carried_out: bool = False
    """Whether the call was carried out all the same."""
    hang_up: bool = False
    """End the connection without an answer."""
    held: Event | None = None
    """Answer only once this is set."""


@dataclass
class FakeSlack:
    """What happened in the workspace."""

    address: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    """Oldest first; each with channel and ts."""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id; `content` are the bytes that were uploaded."""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Every call that arrived, with its parameters."""
    tokens: set[str] = field(default_factory=set)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    """By method: the next calls' faults, first come first served."""
    page_size: int = 200

    def methods(self) -> list[str]:
        """Return the names of the calls in their order."""
        return [method for method, _ in self.calls]

    def carry_out(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        """Do what the method does and return its answer."""
        match method:
            case "chat.postMessage":
                return self._post(given)
            case "chat.update":
                return self._update(given)
            case "conversations.history":
                return self._history(given)
            case "files.getUploadURLExternal":
                file_id = f"F{len(self.files):08}"
                self.files[file_id] = {"id": file_id, "name": given["filename"], "content": None}
                return {"ok": True, "file_id": file_id, "upload_url": f"{self.address}upload/{file_id}"}
            case "files.completeUploadExternal":
                return self._share(given)
            case _:
                return {"ok": False, "error": "unknown_method"}

    def _post(self, given: dict[str, Any]) -> dict[str, Any]:
        message = {**given, "ts": f"{int(time.time())}.{len(self.messages):06}"}
        self.messages.append(message)
        return {"ok": True, "channel": given["channel"], "ts": message["ts"]}

    def _update(self, given: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (given["channel"], given["ts"]):
                message.update(given)
                return {"ok": True, "channel": given["channel"], "ts": given["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _history(self, given: dict[str, Any]) -> dict[str, Any]:
        visible = [
            {
                key: value
                for key, value in message.items()
                if key != "metadata" or given.get("include_all_metadata") == "1"
            }
            for message in reversed(self.messages)
            if message["channel"] == given["channel"] and float(message["ts"]) >= float(given.get("oldest", 0))
        ]
        start = int(given.get("cursor") or 0)
        end = start + min(self.page_size, int(given.get("limit", 100)))
        cursor = str(end) if end < len(visible) else ""
        return {"ok": True, "messages": visible[start:end], "response_metadata": {"next_cursor": cursor}}

    def _share(self, given: dict[str, Any]) -> dict[str, Any]:
        shared = []
        for file in given["files"]:
            stored = self.files[file["id"]]
            if stored["content"] is None:
                return {"ok": False, "error": "file_not_found"}
            stored.update(title=file["title"])
            visible = {key: stored[key] for key in ("id", "name", "title")}
            shared.append({**visible, "permalink": f"https://example.slack.com/files/{file['id']}"})
        self._post({"channel": given["channel_id"], "text": given.get("initial_comment", ""), "files": shared})
        return {"ok": True, "files": shared}


@contextmanager
def slack_server() -> Iterator[FakeSlack]:
    """Run the workspace on a free port."""
    fake = FakeSlack()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(fake))
    server.daemon_threads = True
    fake.address = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(fake: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path.lstrip("/")
            if path.startswith("upload/"):
                self._upload(path.removeprefix("upload/"), body)
            else:
                self._call(path, self._parameters(body))

        do_GET = do_POST  # noqa: N815 - the base class's name

        def _parameters(self, body: bytes) -> dict[str, Any]:
            query = dict(parse_qsl(urlsplit(self.path).query))
            if self.headers.get("Content-Type", "").startswith("application/json"):
                return {**query, **json.loads(body)}
            given: dict[str, Any] = {**query, **dict(parse_qsl(body.decode()))}
            return {key: json.loads(value) if key in JSON_PARAMETERS else value for key, value in given.items()}

        def _call(self, method: str, given: dict[str, Any]) -> None:
            fake.calls.append((method, given))
            fake.tokens.add(self.headers.get("Authorization", ""))
            faults = fake.faults.get(method, [])
            fault = faults.pop(0) if faults else None
            if fault is not None and fault.held is not None:
                fault.held.wait(30)
            if fault is None or fault.carried_out:
                answer = fake.carry_out(method, given)
                if fault is None:
                    return self._answer(200, answer)
            if fault.hang_up:
                return self.connection.close()
            return self._answer(fault.status, {"ok": False, "error": fault.error}, fault.retry_after)

        def _upload(self, file_id: str, body: bytes) -> None:
            faults = fake.faults.get("upload", [])
            if faults:
                return self._answer(faults.pop(0).status, {})
            fake.files[file_id]["content"] = body
            return self._answer(200, {"ok": True})

        def _answer(self, status: int, content: dict[str, Any], retry_after: str = "") -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if retry_after:
                self.send_header("Retry-After", retry_after)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep the test's output quiet."""

    return Handler
