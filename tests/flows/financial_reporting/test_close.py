"""A close, told through the real stack: server, worker, keeper, command line and files."""

import json
import re
import signal
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from sqlalchemy import update

from tasks.case_id import short_id
from tasks.casebook.database import writing
from tasks.casebook.tables import approvals as approvals_table
from tests.flows.office import Office, in_another_terminal

CONTROLLER = "demo-controller"


def _approve(office: Office, case: Any, step: str = "release") -> str:
    return office.countersign("approve", str(case.id), step, "--as", CONTROLLER)


def test_an_approved_pack_is_delivered_once_as_it_was_shown_and_a_second_click_changes_nothing_and_says_so(
    office: Office,
) -> None:
    run = office.start("financial-reporting", {"period": "2026-01"})
    case = office.sleeping(run)
    assert not any("2026-01" in path for path in office.files())
    shown = office.countersign("show", str(case.id), "release")
    assert "IF IT IS APPROVED" in shown
    [approve] = [line for line in _artifact(office, case).splitlines() if " approve " in line]
    assert f"approve {short_id(case.id)} release#1 --as {CONTROLLER}" in approve
    assert "approved: what was shown is performed now" in in_another_terminal(approve)
    said = office.countersign("approve", str(case.id), "release", "--as", CONTROLLER, fails=True)
    assert "decided already: approved by demo-controller" in said
    assert office.over(run).type == "COMPLETED"

    sent = [json.loads(effect.receipt)["reference"] for effect in office.effects(case.id)]
    assert [Path(reference).suffix for reference in sent] == [".pdf", ".xlsx", ".html", ".eml"]
    assert all(Path(reference).stat().st_size > 1000 for reference in sent)
    [asked] = office.approvals(case.id)
    html = next(body for path, body in office.files().items() if path.endswith("2026-01-r1.html"))
    assert asked.sha256 in html.decode()
    assert b"Signed and released." in html
    outcome = json.loads(office.case(case.id).outcome)
    assert (outcome["status"], len(outcome["receipts"]), outcome["late_postings"]) == ("released", 4, [])


def _artifact(office: Office, case: Any) -> str:
    """Return what Prefect's pages say about the decision that the case waits for."""
    key = f"approval-{short_id(case.id)}"
    return office.api._json("GET", f"/artifacts/{key}/latest", key)["data"]


def test_a_run_that_was_started_in_prefect_is_released_by_two_different_people(office: Office) -> None:
    run = office.api.start("financial-reporting", {"period": "2025-04"}, uuid4())
    case = office.sleeping(run)
    assert case.requester is None
    assert "still to sign: second controller (dervla)" in _approve(office, case)
    assert "has already voted" in office.countersign("approve", str(case.id), "release", "--as", CONTROLLER, fails=True)
    office.countersign("approve", str(case.id), "release", "--as", "dervla")
    assert office.over(run).type == "COMPLETED"
    html = next(body for path, body in office.files().items() if path.endswith("2025-04-r1.html")).decode()
    assert "Nora Keane" in html
    assert "Dervla Quirke" in html


@pytest.mark.long
def test_phases_and_the_cached_load_are_seen_in_prefect(office: Office) -> None:
    for entity_period in ("2026-02", "2026-03"):
        office.sleeping(run := office.start("financial-reporting", {"period": entity_period}))
    phases = [name for name, _ in office.api.phases(run).values()]
    assert phases == ["load", "figures", "commentary 1", "sign-off"]
    [load] = [phase for phase, (name, _) in office.api.phases(run).items() if name == "load"]
    body = {"task_runs": {"flow_run_id": {"any_": [load]}}}
    [task] = office.api._json("POST", "/task_runs/filter", "task runs", body)
    assert (task["name"], task["state"]["name"]) == ("load imported", "Cached")


def test_a_rejected_pack_sends_nothing(office: Office) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2026-05"}))
    before = office.files()
    office.countersign("reject", str(case.id), "release", "--comment", "Wrong month.", "--as", CONTROLLER)
    assert office.over(run).type == "COMPLETED"
    assert office.files() == before
    assert office.effects(case.id) == []
    outcome = json.loads(office.case(case.id).outcome)
    assert (outcome["status"], outcome["comment"]) == ("rejected", "Wrong month.")


def test_a_request_for_changes_brings_a_new_draft_that_says_what_differs(office: Office) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2026-06"}))
    comment = "Please say more about travel."
    office.countersign("request-changes", str(case.id), "release", "--comment", comment, "--as", CONTROLLER)
    office.until(lambda: office.approvals(case.id), lambda asked: len(asked) == 2, "a second draft")
    first, second = office.approvals(case.id)
    assert (first.step, first.status) == ("release#1", "changes")
    assert (second.step, second.status) == ("release#2", "pending")
    assert first.sha256 != second.sha256
    shown = office.countersign("show", str(case.id), "release")
    assert "Changed since the previous draft" in shown
    assert "travel" in shown
    office.sleeping(run)
    said = office.countersign("approve", str(case.id), "release", "--as", CONTROLLER, fails=True)
    assert "name it, release#2" in said
    _approve(office, case, "release#2")
    assert office.over(run).type == "COMPLETED"


def test_a_resume_pressed_in_the_prefect_ui_decides_nothing(office: Office) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2026-07"}))
    answer = office.api._json("POST", f"/flow_runs/{run}/resume", run, {})
    assert answer["status"] == "ACCEPT"
    office.until(lambda: office.case(case.id), lambda row: row.epoch == 2, "the second attempt")
    office.until(
        lambda: (office.api.state(run).type, office.case(case.id).state), lambda seen: seen == ("PAUSED", "waiting"),
        "the case to sleep again",
    )  # fmt: skip
    assert [asked.status for asked in office.approvals(case.id)] == ["pending"]
    assert office.effects(case.id) == []


@pytest.mark.long
def test_the_same_brief_twice_is_one_case_and_one_pack_and_the_command_follows_the_run_that_tells_it(
    office: Office,
) -> None:
    first = office.start("financial-reporting", {"period": "2026-08"})
    case = office.sleeping(first)
    again = ("run", "financial-reporting", "--brief", '{"period": "2026-08"}', "--as", "aoife")
    said = office.countersign(*again)
    second = said.split()[1]
    assert f"case {case.id} is open already: run {first} tells it" in said
    assert "waits for a decision on release#1" in said
    assert f"countersign approve {short_id(case.id)} release#1" in said
    state = office.api.state(second)
    assert state.name == "Joined"
    assert str(case.id) in state.message
    _approve(office, case)
    assert office.over(first).type == "COMPLETED"
    files = office.files()
    said = office.countersign(*again)
    third = said.split()[1]
    assert office.api.state(third).name == "Closed"
    assert f"case {case.id} is closed: released" in said
    assert """countersign run financial-reporting --brief '{"period": "2026-08", "revision": 2}' --as aoife""" in said
    assert office.files() == files


def test_a_run_that_is_killed_before_it_opens_its_case_is_driven_again(office: Office) -> None:
    run = office.start("financial-reporting", {"period": "2025-12"})
    worker = office.process("worker")
    [engine] = office.until(
        lambda: [one for one in worker.children(recursive=True) if _tells(one, run)],
        lambda found: len(found) == 1,
        "the run's process",
    )
    engine.kill()
    assert [row for row in office.ask_cases() if str(row.owner) == run] == []
    case = office.sleeping(run)
    assert case.epoch == 1
    assert office.audited(f"run:{run}").count("run re-driven") == 1
    office.countersign("reject", str(case.id), "release", "--comment", "A trial.", "--as", CONTROLLER)
    assert office.over(run).type == "COMPLETED"


def _tells(process: psutil.Process, run: str) -> bool:
    try:
        return process.environ().get("PREFECT__FLOW_RUN_ID") == run
    except psutil.Error:  # it ended meanwhile
        return False


def test_a_killed_worker_and_run_are_driven_again_to_the_end(office: Office) -> None:
    run = office.start("financial-reporting", {"period": "2025-11"})
    office.until(
        lambda: [row for row in office.ask_cases() if str(row.owner) == run],
        lambda rows: bool(rows),
        "the case to open",
    )
    worker = office.process("worker")
    victims = [worker, *worker.children(recursive=True)]
    for victim in victims:
        victim.send_signal(signal.SIGKILL)
    assert len(victims) > 1, "the run's own process was not there to be killed"
    case = office.sleeping(run)
    assert "case re-driven" in office.audited(f"case:{case.id}")
    assert case.epoch >= 2
    _approve(office, case)
    assert office.over(run).type == "COMPLETED"
    assert len(office.effects(case.id)) == 4


def test_an_effect_changed_after_the_approval_stops_everything(office: Office) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2025-10"}))
    before = office.files()
    keeper = office.process("keeper")
    keeper.suspend()
    try:
        _approve(office, case)
        [asked] = office.approvals(case.id)
        bent = asked.proposal.replace("aoife.brennan@", "eve@")
        assert bent != asked.proposal

        async def bend() -> None:
            async with writing() as connection:
                where = approvals_table.c.case_id == case.id
                await connection.execute(update(approvals_table).where(where).values(proposal=bent))

        office.ask(bend)
    finally:
        keeper.resume()
    state = office.over(run)
    assert state.type == "FAILED"
    assert "is not the one that was approved" in state.message
    assert office.files() == before
    assert office.effects(case.id) == []
    letters = office.until(lambda: office.dead_letters(case.id), lambda found: bool(found), "the dead letter")
    assert "is not the one that was approved" in letters[0].reason


@pytest.mark.long
def test_books_that_change_while_the_case_waits_go_to_a_new_revision(office: Office, tmp_path: Path) -> None:
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2026-09"}))
    [asked] = office.approvals(case.id)
    (tmp_path / "journal.csv").write_text(
        "entry_id,date,account,amount,description\n"
        "LATE-1,2026-09-29,6900,1234.50,Forgotten courier invoice\n"
        "LATE-1,2026-09-29,2000,-1234.50,Forgotten courier invoice\n"
    )
    _post(office, tmp_path)
    _approve(office, case)
    assert office.over(run).type == "COMPLETED"
    row = office.case(case.id)
    outcome = json.loads(row.outcome)
    assert outcome["sha256"] == asked.sha256
    assert {late["entry_id"] for late in outcome["late_postings"]} == {"LATE-1"}

    again = office.sleeping(office.start("financial-reporting", {"period": "2026-09", "revision": 2}))
    shown = office.countersign("show", str(again.id), "release")
    assert "LATE-1" in shown
    assert "restates revision 1" in shown


def _post(office: Office, folder: Path) -> None:
    codes = _two_accounts(office)
    journal = folder / "journal.csv"
    journal.write_text(journal.read_text().replace(",6900,", f",{codes[0]},").replace(",2000,", f",{codes[1]},"))
    office.countersign("import", "books", str(folder))


def _two_accounts(office: Office) -> tuple[str, str]:
    """Return an expense account and a payable one of the sample company, neither of them a parent."""
    import csv

    sample = Path(__file__).parents[3] / "flows/financial_reporting/sample/accounts.csv"
    with sample.open(newline="") as file:
        rows = list(csv.DictReader(file))
    parents = {row["parent"] for row in rows}
    leaves = [row for row in rows if row["code"] not in parents]
    expense = next(row["code"] for row in leaves if row["type"] == "expense" and row.get("contra") != "true")
    liability = next(row["code"] for row in leaves if row["report_line"] == "payables")
    return expense, liability


def test_a_schedule_creates_a_run_on_the_third_weekday(office: Office) -> None:
    body = {
        "deployments": {"name": {"any_": ["financial-reporting"]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    runs = office.until(
        lambda: [run for run in office.api._json("POST", "/flow_runs/filter", "runs", body) if run["auto_scheduled"]],
        lambda found: bool(found),
        "a scheduled run",
        patience=150,
    )
    starts = date.fromisoformat(min(run["expected_start_time"] for run in runs)[:10])
    weekdays = [day for day in range(1, starts.day + 1) if starts.replace(day=day).weekday() < 5]
    assert len(weekdays) == 3
    assert runs[0]["parameters"]["brief"]["period"] == "last-month"


def test_a_revision_of_a_pack_that_is_not_decided_is_refused(office: Office) -> None:
    run = office.start("financial-reporting", {"period": "2025-09", "revision": 2})
    state = office.over(run)
    assert state.type == "FAILED"
    assert "follows revision 1, which is not decided" in state.message


@pytest.mark.long
def test_closing_the_books_is_approved_and_then_imports_are_held_to_it(office: Office, tmp_path: Path) -> None:
    said = office.countersign("period", "close", "2024-06", "--as", "aoife")
    case = office.until(
        lambda: [row for row in office.ask_cases() if row.process == "period-close"],
        lambda rows: bool(rows),
        "the case",
    )[0]
    approve = next(line for line in said.splitlines() if "countersign approve" in line)
    in_another_terminal(approve)
    assert office.over(str(case.owner)).type == "COMPLETED"
    assert "closed through 2024-06-30" in office.countersign("period", "show")
    expense, payable = _two_accounts(office)
    (tmp_path / "journal.csv").write_text(
        f"entry_id,date,account,amount,description\nX-1,2024-06-30,{expense},5.00,Late\nX-1,2024-06-30,{payable},-5.00,Late\n"
    )
    said = office.countersign("import", "books", str(tmp_path), fails=True)
    assert re.search(r"journal\.csv, row 2.*closed", said)
