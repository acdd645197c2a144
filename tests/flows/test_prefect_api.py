"""The command line asks a busy Prefect server again, and says what is wrong where none answers."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from flows.prefect_api import BUSY_ATTEMPTS, PrefectApi, RunRefused

RUN = {"state": {"type": "RUNNING", "name": "Running"}}


class Busy(ThreadingHTTPServer):
    """A server that does with each request what its script says next: an answer's status, silence or the end."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[int | str] = []
        self.asked = 0
        self.over = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Busy

    def do_GET(self) -> None:
        self.server.asked += 1
        next_ = self.server.script.pop(0)
        if next_ == "silence":
            self.server.over.wait()
        if not isinstance(next_, int):
            self.close_connection = True
            return
        body = json.dumps(RUN).encode()
        self.send_response(next_)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Busy]:
    with Busy() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.over.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def api(server: Busy, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrefectApi]:
    monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
    monkeypatch.setattr("flows.prefect_api.PAUSE", 0.01)
    api = PrefectApi()
    api.http.timeout = 0.3
    with api.http:
        yield api


@pytest.mark.parametrize("busy", [503, "hang up", "silence"])
def test_a_busy_server_is_asked_again(api: PrefectApi, server: Busy, busy: int | str) -> None:
    server.script = [busy, busy, 200]
    assert api.state("one").name == "Running"
    assert server.asked == 3


def test_one_that_stays_busy_is_named_and_what_it_was_given_goes_on(api: PrefectApi, server: Busy) -> None:
    server.script = ["hang up"] * BUSY_ATTEMPTS
    with pytest.raises(RunRefused, match=r"is too busy to answer \(RemoteProtocolError\).*`countersign cases` says"):
        api.state("one")
    assert server.asked == BUSY_ATTEMPTS


def test_where_none_listens_the_mend_is_said_at_once(api: PrefectApi, server: Busy) -> None:
    server.server_close()
    with pytest.raises(RunRefused, match=r"No Prefect server answers at .*: start it with `countersign up`"):
        api.state("one")
    assert server.asked == 0
