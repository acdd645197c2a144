"""The embedded stack keeps to itself, comes back when something of it dies, and leaves nothing behind."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import psutil
import pytest

from flows.embedded.instance import instance
from tests.flows.office import COMMANDS, Office

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


@pytest.mark.parametrize("credentials", ["", "admin:wrong", "admin:", ":"])
@pytest.mark.parametrize("path", ["/flow_runs/filter", "/admin/settings", "/block_documents/filter"])
def test_without_the_password_the_server_answers_401(client: httpx.Client, path: str, credentials: str) -> None:
    said = {"Authorization": f"Basic {b64encode(credentials.encode()).decode()}"} if credentials else {}
    assert client.post(path, json={}, headers=said).status_code == 401


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
    told = [" ".join(process.cmdline()) for process in office.processes()]
    assert len(told) >= len(PARTS)
    assert not any(password in line for line in told), "a command line is readable by every account"
    assert not any(password in path.read_text(errors="replace") for path in (office.home / "logs").iterdir())


def test_of_two_first_ups_at_once_one_starts_the_stack_and_the_other_waits_and_says_so(office: Office) -> None:
    starting = [said for said in office.first_ups if "starting Prefect server, worker and keeper" in said]
    waiting = [said for said in office.first_ups if "the stack is up already" in said]
    assert len(office.first_ups) == 2
    assert (len(starting), len(waiting)) == (1, 1)
    assert "another command is bringing this home's stack up or down: waiting for it" in waiting[0]
    assert sum("registering the deployments" in said for said in office.first_ups) == 1
    assert sum("people.yaml of the sample company" in said for said in office.first_ups) == 1
    assert all(f"Prefect UI {instance().ui}" in said for said in office.first_ups)


def test_up_twice_is_one_stack(office: Office) -> None:
    before = {part: office.process(part).pid for part in PARTS}
    office.countersign("up")
    subprocess.run(  # what a second `up` at the same moment as the first would start
        [sys.executable, "-m", "flows.embedded.supervisor"],
        env=instance().environment(), cwd=office.home, check=True, timeout=30,
    )  # fmt: skip
    assert {part: office.process(part).pid for part in PARTS} == before
    assert office.process("supervisor").is_running()


def test_a_decision_given_while_nothing_runs_counts_once_the_stack_has_started_itself_again(office: Office) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2025-07"}))
    before = {part: office.process(part) for part in PARTS}
    with _suspended(before["server"]):
        for part in ("worker", "keeper"):
            before[part].kill()
        assert str(case.id)[:8] in office.countersign("cases")
        assert "IF IT IS APPROVED" in office.countersign("show", str(case.id), "release")
        office.countersign("approve", str(case.id), "release", "--as", CONTROLLER)
        before["server"].kill()
    for part, process in before.items():
        office.until(
            lambda part=part: office.processes(COMMANDS[part]),
            lambda now, old=process: now not in ([], [old]),
            f"another {part}",
        )
    office.countersign("up")
    assert office.over(run).type == "COMPLETED"
    assert len(office.effects(case.id)) == 4


@pytest.mark.long
def test_down_ends_also_a_run_that_hangs_without_a_parent_and_up_takes_the_interrupted_case_up(office: Office) -> None:
    run = office.start("financial-reporting", {"period": "2025-05"})
    office.until(office.ask_cases, lambda rows: any(str(row.owner) == run for row in rows), "the case to open")
    of_the_run = office.processes("-m prefect.engine")
    assert of_the_run, "the run had ended already"
    for process in of_the_run:
        process.suspend()  # it hangs, so that it does not end by itself
    for part in ("supervisor", "worker"):
        office.process(part).kill()
    assert "server, worker and keeper have ended" in office.countersign("down")
    assert office.processes() == []
    assert "nothing is running" in office.countersign("down")

    office.countersign("up")
    case = office.sleeping(run)
    assert case.epoch >= 2
    office.countersign("reject", str(case.id), "release", "--comment", "A trial.", "--as", CONTROLLER)
    assert office.over(run).type == "COMPLETED"


def test_up_replaces_the_stack_of_a_killed_supervisor(office: Office) -> None:
    left = office.processes()
    office.process("supervisor").kill()
    office.countersign("up")
    running = office.processes()
    assert len(running) == len(PARTS) + 1
    assert [process for process in left if process in running] == []


@contextmanager
def _suspended(process: psutil.Process) -> Iterator[None]:
    process.suspend()
    try:
        yield
    finally:
        if process.is_running():
            process.resume()
