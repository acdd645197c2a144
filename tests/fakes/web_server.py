"""A web server on loopback that answers as a test says, and remembers who came and what they asked."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Page:
    """What stands at a path."""

    body: bytes = b"fine"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/plain"})
    seconds: float = 0
    """How long it takes to answer."""


@dataclass
class FakeWeb:
    """What the server was asked."""

    address: str = ""
    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    connections: int = 0
    requests: list[tuple[str, str]] = field(default_factory=list)
    """Path and Host header."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    web: FakeWeb
    stop: threading.Event

    def get_request(self) -> tuple[socket.socket, Any]:
        self.web.connections += 1
        return super().get_request()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Six(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        web = self.server.web
        web.requests.append((self.path, self.headers.get("Host", "")))
        page = web.pages.get(self.path.partition("?")[0], Page(b"nothing here", 404))
        self.server.stop.wait(page.seconds)
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def web_server(host: str = "127.0.0.1", *, port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[FakeWeb]:
    """Serve until the block ends."""
    server = (_Six if ":" in host else _Server)((host, port), _Handler)
    server.web = web = FakeWeb(port=server.server_address[1])
    server.stop = threading.Event()
    web.address = f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{web.port}"
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield web
    finally:
        server.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
