"""Bring the embedded stack up and down from the command line, and know whether it is up."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import httpx

from flows.embedded.deployments import deploy
from flows.embedded.instance import Instance, instance
from flows.embedded.lock import one_at_a_time, supervisor_pid
from flows.embedded.port import on_a_free_port
from flows.embedded.processes import LONGEST_ENDING, end_all
from flows.embedded.supervisor import logs
from tasks.settings import settings

PATIENCE = 120.0
"""Seconds that the stack gets to come up."""

Say = Callable[[str], None]


class StackStuck(RuntimeError):
    """The stack did not come up, or does not end."""


def is_up() -> bool:
    """Tell whether a stack of this home is running."""
    return supervisor_pid() is not None


def up(say: Say) -> Instance:
    """Start what is not running and return once a run could start; call it while no other command does."""
    made = instance()
    if is_up():
        say("the stack is up already")
    else:
        end_all()
        made = on_a_free_port(made, say)
        say("starting Prefect server, worker and keeper")
        _start(made)
    with httpx.Client(base_url=f"{made.ui}/api", auth=("admin", made.password), timeout=5) as client:
        _until("the Prefect server", lambda: client.get("/health").status_code == 200)
        deploy(made, client, say)
        _until("the worker", lambda: _worker_is_online(client))
    say(f"Prefect UI {made.ui} (log in with {made.credentials})")
    return made


def down(say: Say) -> None:
    """End the stack and wait until its processes are gone."""
    with one_at_a_time(say):
        pid = supervisor_pid()
        if pid is not None:
            _end_supervisor(pid)
        left = end_all()
    say("server, worker and keeper have ended" if pid or left else "nothing is running")


def _start(made: Instance) -> None:
    with (logs() / "supervisor.log").open("ab") as log:
        subprocess.Popen(
            [sys.executable, "-m", "flows.embedded.supervisor"],
            env=made.environment(),
            cwd=settings().home,
            stdout=log,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def _end_supervisor(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + LONGEST_ENDING + 5
    while is_up():
        if time.monotonic() > deadline:
            raise StackStuck(f"Process {pid} does not end: look at {logs() / 'supervisor.log'}.")
        time.sleep(0.1)


def _worker_is_online(client: httpx.Client) -> bool:
    answer = client.post("/work_pools/business/workers/filter", json={})
    return answer.status_code == 200 and any(worker["status"] == "ONLINE" for worker in answer.json())


def _until(what: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            if ready():
                return
        except httpx.TransportError:
            pass
        if time.monotonic() > deadline:
            raise StackStuck(f"{what} did not come up in {PATIENCE:.0f} s: look at the logs in {logs()}.")
        time.sleep(0.2)
