"""The test server of tools, over stdio and over HTTP, and what it was called with."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tasks.tools.mcp.servers import HttpServer, StdioServer

SCRIPT = Path(__file__).parents[3] / "fakes" / "tool_server.py"


@dataclass(frozen=True)
class ToolServer:
    """A test server: the folder that steers it, and the address of one that speaks HTTP."""

    folder: Path
    url: str = ""

    def says(self, **changes: Any) -> None:
        """Have the server describe its tools otherwise from now on; None takes one away."""
        (self.folder / "tools.json").write_text(json.dumps(changes), encoding="utf-8")

    @property
    def calls(self) -> list[list[Any]]:
        """What it was called with: name and arguments each."""
        file = self.folder / "calls"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def forget(self) -> None:
        """Have it say what it said at first, and count its calls anew."""
        for name in ("tools.json", "calls", "pids"):
            (self.folder / name).unlink(missing_ok=True)

    def stdio(self, **rest: Any) -> StdioServer:
        return StdioServer(command=sys.executable, args=(str(SCRIPT), str(self.folder)), **rest)

    def http(self, **rest: Any) -> HttpServer:
        return HttpServer(url=self.url, **rest)

    @property
    def config(self) -> dict[str, Any]:
        """How it stands in the casebook as a source over HTTP."""
        return {"url": self.url}

    @property
    def hangs(self) -> bool:
        return (self.folder / "pids").exists() and len(self.hanging()) == 2

    def hanging(self) -> list[int]:
        """Return the numbers of the server's and its child's process, once it hangs."""
        return [int(number) for number in (self.folder / "pids").read_text(encoding="utf-8").split()]


@contextmanager
def http_server(folder: Path, key: str = "") -> Iterator[ToolServer]:
    """Serve over HTTP on loopback, to those who bring the key where there is one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "KEY"} | ({"KEY": key} if key else {})
    process = subprocess.Popen([sys.executable, SCRIPT, folder, str(port)], env=environment)
    try:
        while not _listens(port):
            assert process.poll() is None, "the server ended: its last words are above"
            time.sleep(0.05)
        yield ToolServer(folder, f"http://127.0.0.1:{port}/mcp")
    finally:
        process.kill()
        process.wait()


def alive(number: int) -> bool:
    """Tell whether the process is there and more than an entry that waits to be read."""
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def children() -> list[int]:
    """Return the numbers of the servers' processes below this one that run: each is in a folder of its server's own."""
    below = psutil.Process().children(recursive=True)
    return [child.pid for child in below if alive(child.pid) and "/countersign-server-" in child.cwd()]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
