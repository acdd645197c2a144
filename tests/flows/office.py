"""The embedded stack as its users meet it: the command line, the Prefect API, the casebook, the files on disk."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psutil
from sqlalchemy import Row, select

from flows.prefect_api import PrefectApi, RunState
from tasks.casebook import approvals, case_records, dead_letters, ledger
from tasks.casebook.database import dispose, reading
from tasks.casebook.tables import audit

T = TypeVar("T")
PATIENCE = 90.0
COMMANDS = {
    "supervisor": "-m flows.embedded.supervisor",
    "server": "-m prefect server start",
    "worker": "-m prefect worker start",
    "keeper": "-m flows.keeper.loop",
}


class Office:
    """One installation with its processes running."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home = home
        self.environment = environment
        self.first_ups: list[str] = []
        """What the commands printed that brought the stack up, where several did at once."""

    @cached_property
    def api(self) -> PrefectApi:
        return PrefectApi()

    def leave(self) -> None:
        """Close the connection to Prefect."""
        if "api" in self.__dict__:
            self.api.http.close()

    def countersign(self, *words: str, fails: bool = False) -> str:
        """Run the command as a person would; return what it prints."""
        done = subprocess.run(
            [Path(sys.executable).parent / "countersign", *words],
            env=self.environment, capture_output=True, text=True, timeout=180, check=False, cwd=self.home,
        )  # fmt: skip
        assert (done.returncode != 0) == fails, f"countersign {' '.join(words)}:\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def start(self, process: str, brief: dict[str, Any], who: str | None = "aoife") -> str:
        """Start a run and return its id."""
        asks = ["--as", who] if who else []
        said = self.countersign("run", process, "--brief", json.dumps(brief), "--no-follow", *asks)
        return said.split()[1]

    def sleeping(self, run: str) -> Row[Any]:
        """Return the run's case once it waits and its run is suspended."""
        self.until(lambda: self.api.state(run), lambda state: state.type == "PAUSED", f"run {run} to sleep")
        return self.case_of(run)

    def over(self, run: str) -> RunState:
        """Return the run's state once it has ended."""
        return self.until(lambda: self.api.state(run), lambda state: state.over, f"run {run} to end")

    def case_of(self, run: str) -> Row[Any]:
        return next(row for row in self.ask(case_records.listing) if row.owner == UUID(run))

    def ask_cases(self) -> list[Row[Any]]:
        return self.ask(case_records.listing)

    def case(self, case: UUID) -> Row[Any]:
        return self.ask(lambda: case_records.find(str(case)))

    def approvals(self, case: UUID) -> list[Row[Any]]:
        return self.ask(lambda: approvals.of_case(case))

    def effects(self, case: UUID) -> list[Row[Any]]:
        return self.ask(lambda: ledger.of_case(case))

    def dead_letters(self, case: UUID) -> list[Row[Any]]:
        return self.ask(lambda: dead_letters.unresolved(case))

    def audited(self, subject: str) -> list[str]:
        """Return what was done to "case:ID" or the like, oldest first."""

        async def actions() -> list[str]:
            query = select(audit.c.action).where(audit.c.object == subject).order_by(audit.c.seq)
            async with reading() as connection:
                return list((await connection.execute(query)).scalars())

        return self.ask(actions)

    def ask(self, work: Callable[[], Awaitable[T]]) -> T:
        """Return what the casebook answers."""

        async def whole() -> T:
            try:
                return await work()
            finally:
                await dispose()

        return asyncio.run(whole())

    def files(self) -> dict[str, bytes]:
        """Return everything that was delivered, by its path."""
        folders = [self.home / "reports", self.home / "outbox"]
        return {
            str(path.relative_to(self.home)): path.read_bytes()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }

    def processes(self, words: str = "") -> list[psutil.Process]:
        """Return every process of this installation whose command line has the words, whoever its parent is."""
        found = []
        for process in psutil.process_iter():
            try:
                of_home = process.environ().get("PREFECT_HOME") == str(self.home / "prefect")
                if of_home and process.status() != psutil.STATUS_ZOMBIE and words in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.Error:  # it ended, or is another account's
                continue
        return found

    def process(self, name: str) -> psutil.Process:
        """Return one of the stack's processes: "supervisor", "server", "worker" or "keeper"."""
        [process] = self.processes(COMMANDS[name])
        return process

    def until(self, look: Callable[[], T], good: Callable[[T], bool], what: str, patience: float = PATIENCE) -> T:
        """Return what `look` sees once it is good."""
        deadline = time.monotonic() + patience
        while True:
            seen = look()
            if good(seen):
                return seen
            assert time.monotonic() < deadline, f"waited {patience:.0f} s for {what}; last seen: {seen}"
            time.sleep(0.2)


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of an installation in `home`."""
    return _bare_environment() | {"COUNTERSIGN_HOME": str(home), "DO_NOT_TRACK": "1"} | more


def in_another_terminal(line: str) -> str:
    """Type a command as it is printed where no variable of the first terminal is set; return what it prints."""
    done = subprocess.run(
        ["sh", "-c", line.strip()],
        env=_bare_environment(), cwd="/", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{line}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _bare_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "COUNTERSIGN_"))}
