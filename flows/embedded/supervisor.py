"""The embedded stack's parent process: it starts server, worker and keeper, and starts again what dies."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from flows.embedded.instance import instance
from flows.embedded.lock import hold
from flows.embedded.processes import end_all
from tasks.settings import settings

COMMANDS = {
    "server": [sys.executable, "-m", "prefect", "server", "start"],
    "worker": [
        sys.executable, "-m", "prefect", "worker", "start",
        "--pool", "business", "--type", "process", "--name", "embedded",
    ],
    "keeper": [sys.executable, "-m", "flows.keeper.loop"],
}  # fmt: skip


class Stack:
    """The three processes and the pid file that names them."""

    def __init__(self) -> None:
        self.environment: Mapping[str, str] = instance().environment()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.ending = False

    def start(self, name: str) -> None:
        """Start one process, its output going to its log."""
        with (logs() / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own command
                COMMANDS[name],
                env=self.environment,
                cwd=settings().home,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        lines = [
            f"supervisor {os.getpid()}",
            *(f"{name} {process.pid}" for name, process in self.running.items()),
        ]
        pids_file().write_text("\n".join(lines))

    def watch(self) -> None:
        """Start again whatever ended, until the stack is told to end."""
        while not self.ending:
            for name, process in list(self.running.items()):
                if process.poll() is not None and not self.ending:
                    self.start(name)
            time.sleep(0.5)


def logs() -> Path:
    """Return the folder of the logs."""
    folder = settings().home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pids_file() -> Path:
    """Return the file that names the running processes."""
    return settings().home / "embedded.pids"


def main() -> None:
    """Run the stack until SIGTERM or SIGINT; end at once where this home's stack is running already."""
    with hold() as alone:
        if alone:
            _run(Stack())


def _run(stack: Stack) -> None:
    def stop(number: int, frame: object) -> None:
        stack.ending = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        for name in COMMANDS:
            stack.start(name)
        stack.watch()
    finally:
        end_all()
        pids_file().unlink(missing_ok=True)


if __name__ == "__main__":
    main()
