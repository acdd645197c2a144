"""Bring the embedded stack up and down from the command line, and know whether it is up."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx

from flows.commands.casebook import done
from flows.embedded.instance import Instance, deployments_file, instance
from flows.embedded.lock import supervisor_pid
from flows.embedded.processes import LONGEST_ENDING, end_all
from flows.embedded.supervisor import logs
from tasks.casebook.database import migrate
from tasks.settings import settings

PATIENCE = 120.0
"""Seconds that the stack gets to come up."""

Say = Callable[[str], None]


class NotUp(RuntimeError):
    """The stack did not come up, or does not end."""


def prepare(say: Say) -> None:
    """Make the home: the casebook's tables, and the people and policies files where there are none yet."""
    settings().home.mkdir(parents=True, exist_ok=True, mode=0o700)
    done(migrate())
    sample = Path(__file__).parents[1] / "financial_reporting" / "sample"
    for target in (settings().people_file, settings().policies_file):
        if not target.exists():
            shutil.copyfile(sample / target.name, target)
            say(f"wrote {target} of the sample company: edit it to name your own people and rules")


def up(say: Say) -> Instance:
    """Start what is not running and return once a run could start."""
    prepare(say)
    made = instance()
    if supervisor_pid() is None:
        end_all()
        say("starting Prefect server, worker and keeper")
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
    with httpx.Client(base_url=f"{made.ui}/api", auth=("admin", made.password), timeout=5) as client:
        _until("the Prefect server", lambda: client.get("/health").status_code == 200)
        _deploy(made, client, say)
        _until("the worker", lambda: _worker_is_online(client))
    say(f"Prefect UI {made.ui} (log in with {made.credentials})")
    return made


def down(say: Say) -> None:
    """End the stack and wait until its processes are gone."""
    pid = supervisor_pid()
    if pid is not None:
        _end_supervisor(pid)
    left = end_all()
    say("server, worker and keeper have ended" if pid or left else "nothing is running")


def _end_supervisor(pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + LONGEST_ENDING + 5
    while supervisor_pid() is not None:
        if time.monotonic() > deadline:
            raise NotUp(f"Process {pid} does not end: look at {logs() / 'supervisor.log'}.")
        time.sleep(0.1)


def _deploy(made: Instance, client: httpx.Client, say: Say) -> None:
    digest = hashlib.sha256(deployments_file().read_bytes() + sys.prefix.encode()).hexdigest()
    mark = settings().home / "prefect" / "deployed"
    if mark.exists() and mark.read_text() == digest:
        return
    say("registering the deployments of prefect.yaml")
    pool = {"name": "business", "type": "process"}
    client.post("/work_pools/", json=pool)
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        env=made.environment(),
        cwd=deployments_file().parent,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode != 0:
        raise NotUp(f"Prefect refused the deployments of {deployments_file()}:\n{done.stdout}{done.stderr}")
    mark.write_text(digest)


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
            raise NotUp(f"{what} did not come up in {PATIENCE:.0f} s: look at the logs in {logs()}.")
        time.sleep(0.2)
