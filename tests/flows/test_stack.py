"""The embedded stack keeps to itself, comes back when something of it dies, and leaves nothing behind."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from flows.embedded.instance import instance
from tests.flows.office import Office

PARTS = ("server", "worker", "keeper")
CONTROLLER = "demo-controller"


@pytest.fixture
def client(office: Office) -> Iterator[httpx.Client]:
    """The stack's Prefect API as somebody without the password meets it."""
    with httpx.Client(base_url=f"{instance().ui}/api", timeout=10) as client:
        yield client


def _credentials() -> tuple[str, str]:
    user, _, password = instance().credentials.partition(":")
    return user, password


def test_the_server_listens_on_loopback_only(office: Office) -> None:
    listening = [one for one in office.process("server").net_connections() if one.status == psutil.CONN_LISTEN]
    assert {(one.laddr.ip, one.laddr.port) for one in listening} == {("127.0.0.1", instance().port)}


def test_no_process_of_the_stack_speaks_to_another_machine(office: Office) -> None:
    spoken_to = {one.raddr.ip for part in PARTS for one in office.process(part).net_connections("inet") if one.raddr}
    assert spoken_to == {"127.0.0.1"}


def test_telemetry_is_off_in_every_process_and_the_server_says_so(office: Office, client: httpx.Client) -> None:
    for part in PARTS:
        environment = office.process(part).environ()
        assert (environment["DO_NOT_TRACK"], environment["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")
    settings = client.get("/admin/settings", auth=_credentials()).json()
    assert settings["server"]["analytics_enabled"] is False


@pytest.mark.parametrize("auth", [None, ("admin", "wrong"), ("admin", "")])
@pytest.mark.parametrize("path", ["/flow_runs/filter", "/admin/settings", "/block_documents/filter"])
def test_without_the_password_the_server_answers_401(
    client: httpx.Client, path: str, auth: tuple[str, str] | None
) -> None:
    assert client.post(path, json={}, auth=auth).status_code == 401


def test_a_page_of_another_origin_may_not_read_the_answers(client: httpx.Client) -> None:
    origins = {"https://elsewhere.example": None, instance().ui: instance().ui}
    for origin, allowed in origins.items():
        answer = client.get("/health", headers={"Origin": origin}, auth=_credentials())
        assert answer.headers.get("access-control-allow-origin") == allowed
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = client.options("/flow_runs/filter", headers=asking)
        assert preflight.headers.get("access-control-allow-origin") == allowed


def test_the_password_is_the_owners_alone(office: Office) -> None:
    kept = office.home / "embedded.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    password = json.loads(kept.read_text())["password"]
    told = [" ".join(process.cmdline()) for process in _processes(office.home)]
    assert len(told) >= len(PARTS)
    assert not any(password in line for line in told), "a command line is readable by every account"
    assert not any(password in path.read_text(errors="replace") for path in (office.home / "logs").iterdir())


def test_up_twice_is_one_stack(office: Office) -> None:
    before = {part: office.process(part).pid for part in PARTS}
    supervisors = [subprocess.Popen(  # what a second `up` at the same moment starts
        [sys.executable, "-m", "flows.embedded.supervisor"], env=instance().environment(), cwd=office.home
    )]  # fmt: skip
    office.countersign("up")
    assert [one.wait(20) for one in supervisors] == [0]
    assert {part: office.process(part).pid for part in PARTS} == before
    supervising = [one for one in _processes(office.home) if "flows.embedded.supervisor" in one.cmdline()]
    assert len(supervising) == 1


def test_the_terminal_decides_while_the_prefect_server_is_away(office: Office) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2025-07"}))
    with _suspended(office.process("server")):
        assert str(case.id)[:8] in office.countersign("cases")
        assert "If it is approved:" in office.countersign("show", str(case.id), "release")
        office.countersign("approve", str(case.id), "release", "--as", CONTROLLER)
    assert office.over(run).type == "COMPLETED"
    assert len(office.effects(case.id)) == 4


def test_what_dies_of_the_stack_is_started_again_and_the_case_goes_on(office: Office, client: httpx.Client) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2025-06"}))
    killed = {part: office.process(part) for part in PARTS}
    for process in killed.values():
        process.kill()
    for part, process in killed.items():
        office.until(
            lambda part=part: office.process(part).pid, lambda pid, old=process.pid: pid != old, f"another {part}"
        )
    office.until(lambda: _answers(client), bool, "the server to answer")
    office.countersign("reject", str(case.id), "release", "--comment", "A trial.", "--as", CONTROLLER)
    assert office.over(run).type == "COMPLETED"


def test_down_leaves_no_process_even_in_the_middle_of_a_run_and_up_takes_the_case_up(office: Office) -> None:
    run = office.start("financial-reporting", {"period": "2025-05"})
    office.until(office.ask_cases, lambda rows: any(str(row.owner) == run for row in rows), "the case to open")
    running = _processes(office.home)
    assert any("prefect.engine" in process.cmdline() for process in running), "the run had ended already"
    office.countersign("down")
    assert [process.pid for process in running if process.is_running()] == []
    assert _processes(office.home) == []
    assert "nothing is running" in office.countersign("down")

    office.countersign("up")
    case = office.sleeping(run)
    assert case.epoch >= 2
    office.countersign("reject", str(case.id), "release", "--comment", "A trial.", "--as", CONTROLLER)
    assert office.over(run).type == "COMPLETED"


def test_a_killed_supervisor_takes_the_stack_with_it_and_up_starts_another(office: Office) -> None:
    running = _processes(office.home)
    office.process("supervisor").kill()
    psutil.wait_procs(running, timeout=30)
    assert _processes(office.home) == []
    office.countersign("up")
    assert len(_processes(office.home)) >= len(PARTS) + 1


def _processes(home: Path) -> list[psutil.Process]:
    """Return every process of this installation, whoever its parent is."""
    found = []
    for process in psutil.process_iter():
        try:
            of_home = process.environ().get("PREFECT_HOME") == str(home / "prefect")
            if of_home and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:  # it ended, or is another account's
            continue
    return found


@contextmanager
def _suspended(process: psutil.Process) -> Iterator[None]:
    process.suspend()
    try:
        yield
    finally:
        process.resume()


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health", auth=_credentials()).status_code == 200
    except httpx.TransportError:
        return False
