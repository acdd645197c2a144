"""A close on PostgreSQL begins on one machine and ends on another, with nothing of it on either's disk in between."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from tasks.settings import settings
from tests.conftest import new_database
from tests.flows.office import Office, environment

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "flows" / "financial_reporting" / "sample"
SCRIPTS = Path(sys.executable).parent
PASSWORD = "admin:a-password-of-the-test"


class Site:
    """Several machines that share a casebook, a Prefect server and the people and policies files, and nothing else."""

    def __init__(self, folder: Path, casebook: str) -> None:
        self.folder = folder
        self.port = _free_port()
        self.casebook = casebook

    def machine(self, name: str, **more: str) -> Office:
        """Return a machine with an empty disk of its own."""
        home = self.folder / name
        (home / "countersign").mkdir(parents=True)
        shared = {
            "PATH": f"{SCRIPTS}:/usr/bin:/bin",
            "HOME": str(home),
            "PREFECT_HOME": str(home / "prefect"),
            "PREFECT_API_URL": f"http://127.0.0.1:{self.port}/api",
            "PREFECT_API_AUTH_STRING": PASSWORD,
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "COUNTERSIGN_CASEBOOK": self.casebook,
            "COUNTERSIGN_PEOPLE": str(SAMPLE / "people.yaml"),
            "COUNTERSIGN_POLICIES": str(SAMPLE / "policies.yaml"),
        }
        return Office(home / "countersign", environment(home / "countersign", **shared, **more))

    @contextmanager
    def running(self, machine: Office, *words: str, **more: str) -> Iterator[None]:
        """Keep a program running on a machine; end it as an operator does."""
        with (machine.home.parent / f"{words[-1]}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *words],
                env=machine.environment | more, cwd=machine.home, stdout=log, stderr=log,
            )  # fmt: skip
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture
def site(tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site whose casebook this process may look into as well."""
    made = Site(tmp_path, new_database(postgresql))
    for name, value in made.machine("onlooker").environment.items():
        if name.startswith(("PREFECT_API", "COUNTERSIGN_")):
            monkeypatch.setenv(name, value)
    settings.cache_clear()
    yield made
    settings.cache_clear()


@contextmanager
def _server(site: Site) -> Iterator[None]:
    address = ("prefect", "server", "start", "--host", "127.0.0.1", "--port", str(site.port))
    machine = site.machine("server", PREFECT_SERVER_API_AUTH_STRING=PASSWORD, PREFECT_SERVER_ANALYTICS_ENABLED="false")
    with site.running(machine, *address):
        machine.until(lambda: _status(site), lambda status: status == 200, "the Prefect server")
        yield


def _status(site: Site) -> int:
    user, _, password = PASSWORD.partition(":")
    try:
        return httpx.get(f"http://127.0.0.1:{site.port}/api/health", auth=(user, password)).status_code
    except httpx.TransportError:
        return 0


def _deploy(machine: Office) -> None:
    """Do what the operations page says: the pool, then every deployment of prefect.yaml."""
    for words in (["work-pool", "create", "business", "--type", "process"], ["--no-prompt", "deploy", "--all"]):
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *words],
            env=machine.environment, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.long
def test_a_close_begun_on_one_machine_is_delivered_by_another_with_an_empty_disk(site: Site) -> None:
    desk, one, two = site.machine("desk"), site.machine("one"), site.machine("two")
    worker = ("prefect", "worker", "start", "--pool", "business")
    desk.countersign("setup")
    tokens = {who: desk.countersign("token", who).strip() for who in ("aoife", "demo-controller")}
    desk.countersign("import", "books", str(SAMPLE))
    with ExitStack() as site_is_up:
        site_is_up.enter_context(_server(site))
        _deploy(desk)
        site_is_up.enter_context(site.running(site.machine("keeper"), "flows.keeper.loop"))

        with site.running(one, *worker, "--name", "one"):
            brief = json.dumps({"period": "2026-10"})
            asked = ("run", "financial-reporting", "--brief", brief, "--no-follow")
            said = desk.countersign(*asked, "--as", "aoife", fails=True)
            assert "--as counts on the embedded loopback set-up only" in said
            desk.environment["COUNTERSIGN_TOKEN"] = tokens["aoife"]
            run = desk.countersign(*asked).split()[1]
            case = desk.sleeping(run)
        assert (case.state, case.requester) == ("waiting", "aoife")
        assert _left_of_the_case(one.home.parent) == []
        shutil.rmtree(one.home.parent)

        del desk.environment["COUNTERSIGN_TOKEN"]
        approve = ("approve", str(case.id), "release")
        said = desk.countersign(*approve, "--as", "demo-controller", fails=True)
        assert "--as counts on the embedded loopback set-up only" in said
        desk.environment["COUNTERSIGN_TOKEN"] = tokens["demo-controller"]
        desk.countersign(*approve)
        with site.running(two, *worker, "--name", "two"):
            assert desk.over(run).type == "COMPLETED"
        desk.leave()

    [approval] = desk.approvals(case.id)
    [released] = [body.decode() for path, body in two.files().items() if path.endswith(".html")]
    assert (approval.status, approval.requester) == ("approved", "aoife")
    assert approval.sha256 in released
    assert "was not proved" not in released
    kept = {sha256(body).hexdigest() for body in two.files().values()}
    receipts = [json.loads(effect.receipt) for effect in desk.effects(case.id)]
    assert {receipt["sha256"] for receipt in receipts} == kept
    assert all(Path(receipt["reference"]).is_file() for receipt in receipts)
    assert not one.home.exists(), "the second machine wrote to the first one's disk"
    assert _left_of_the_case(two.home.parent) == sorted(f"countersign/{path}" for path in two.files())
    audited = desk.countersign("audit")
    assert re.search(r"\d+ audit rows, each linked to the one before", audited)


def _left_of_the_case(disk: Path) -> list[str]:
    """Return what lies on a machine's disk besides logs, caches of libraries and Prefect's own small state."""
    of_prefect = {"memo_store.toml", "profiles.toml"}
    found = [path for path in disk.rglob("*") if path.is_file() and ".cache" not in path.relative_to(disk).parts]
    kept = [path for path in found if path.suffix != ".log" and path.name not in of_prefect]
    return sorted(str(path.relative_to(disk)) for path in kept)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
