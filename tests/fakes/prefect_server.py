"""Prefect's HTTP API as the command line speaks to it: it remembers what it was asked for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from uuid import UUID, uuid4


class FakePrefectServer:
    """Runs by id, each with the states that it will tell of, one for each question; the last one stays."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """Each request: its method and path."""
        self.next_run = uuid4()
        """The id of the run that is created next."""
        self.briefs: list[Any] = []
        """The brief of each run that was to be created."""
        self.deployments: set[str] = set()
        self._states: dict[str, list[dict[str, str]]] = {}

    def tells(self, run: UUID, *states: tuple[str, str, str]) -> None:
        """Let the run be in these states, one after another: type, name and message of each."""
        self._states[str(run)] = [{"type": type_, "name": name, "message": text} for type_, name, text in states]

    def answer(self, request: str, body: dict[str, Any]) -> Any:
        """Return what is answered to a request, None for what there is not."""
        self.asked.append(request)
        _, _, path = request.partition(" /api/")
        match path.split("/"):
            case ["deployments", "name", process, _] if process in self.deployments:
                return {"id": process}
            case ["deployments", _, "create_flow_run"]:
                self.briefs.append(body["parameters"]["brief"])
                return {"id": str(self.next_run)}
            case ["flow_runs", "filter"]:
                return []
            case ["flow_runs", run] if run in self._states:
                states = self._states[run]
                return {"id": run, "state": states.pop(0) if len(states) > 1 else states[0]}
        return None


@contextmanager
def prefect_server() -> Iterator[tuple[FakePrefectServer, str]]:
    """Give the fake and the address that it answers at on loopback."""
    fake = FakePrefectServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            answer = fake.answer(f"{self.command} {self.path}", json.loads(sent or b"{}"))
            body = json.dumps(answer).encode()
            self.send_response(404 if answer is None else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield fake, f"http://127.0.0.1:{server.server_port}/api"
        finally:
            server.shutdown()
            thread.join()
