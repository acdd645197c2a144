"""The embedded stack's parent process: it starts server, worker and keeper, and starts again what dies."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from flows.embedded.instance import instance
from flows.embedded.lock import hold
from flows.embedded.patience import Patience
from flows.embedded.port import listener, taken
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
LOOK_EVERY = 0.5


class Stack:
    """The three processes, and the patience with which each is started again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.environment: Mapping[str, str] = instance().environment()
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.patience = {name: Patience() for name in COMMANDS}
        self.clock = clock
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
        self.patience[name].started(self.clock())

    def look(self) -> None:
        """Start again what ended: at once where it had lasted, else after a pause that grows each time."""
        for name, process in list(self.running.items()):
            if process.poll() is None or self.ending:
                continue
            patience = self.patience[name]
            if patience.ended(self.clock()):
                _say(f"{name} ended ({process.returncode}); it starts again in {patience.pause:g} s{_why(name)}")
            if patience.over(self.clock()):
                self.start(name)

    def watch(self) -> None:
        """Look until the stack is told to end."""
        while not self.ending:
            self.look()
            time.sleep(LOOK_EVERY)


def logs() -> Path:
    """Return the folder of the logs."""
    folder = settings().home / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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


def _why(name: str) -> str:
    port = instance().port
    if name != "server" or not taken(port):
        return f": see {logs() / f'{name}.log'}"
    return f": port {port} is taken by {listener(port)}; end it, or `countersign down` and `up` choose another port"


def _say(line: str) -> None:
    print(line, flush=True)  # into the supervisor's log


if __name__ == "__main__":
    main()
