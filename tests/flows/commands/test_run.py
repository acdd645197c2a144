"""What `countersign run` refuses before anything is created, and how it goes on where the case is open or closed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from flows.cli import main
from flows.embedded.instance import instance
from tasks.casebook import attempts, cases
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.tables import audit
from tests.fakes.prefect_server import FakePrefectServer, prefect_server
from tests.flows.commands.terminal import commands, typed
from tests.tasks.casebook.desk import STEPS, proposal
from tests.tasks.casebook.desk import asked as ask

on_one_casebook = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakePrefectServer]:
    """A server in Prefect's place."""
    with prefect_server() as (fake, address):
        monkeypatch.setenv("PREFECT_API_URL", address)
        yield fake


@pytest.fixture
def asked(prefect: FakePrefectServer) -> list[str]:
    """What Prefect was asked for."""
    return prefect.asked


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["run", *words])


@pytest.mark.parametrize(
    ("brief", "said"),
    [
        ("{a", "no JSON (line 1, column 2"),
        ("[1]", "not an object"),
        ("@/nowhere/brief.json", "/nowhere/brief.json cannot be read (No such file or directory)"),
        ('{"perod": "2026-10"}', "perod: there is no such field; the fields are period, entity"),
        ('{"period": "2026-13"}', "period: The period '2026-13' is not known: give a month '2025-10'"),
        ('{"revision": 0}', "revision: 0: Input should be greater than or equal to 1 (2 and up restate"),
        ('{"materiality": {"amount": -1}}', "materiality.amount: -1: Input should be greater than or equal to 0"),
        ('{"calendar": "XX"}', "'XX' is no holiday calendar: write an ISO 3166 country"),
        ('{"time_zone": "Mars"}', "'Mars' is no time zone: write a name such as Europe/Berlin"),
        ('{"fiscal_year_end": "never"}', "The fiscal year end 'never' is not known"),
    ],
)
def test_a_brief_that_does_not_fit_is_refused_with_field_value_and_mend(
    home: Path, asked: list[str], brief: str, said: str
) -> None:
    answer = run("financial-reporting", "--brief", brief)
    assert answer.exit_code == 1
    assert said in answer.output
    assert asked == []


def test_every_field_that_does_not_fit_is_named_at_once(home: Path, asked: list[str]) -> None:
    answer = run("financial-reporting", "--brief", '{"period": "soon", "revision": "x", "books": 3}')
    assert [name for name in ("period:", "revision:", "books:") if f"\n  {name}" in answer.output] == [
        "period:",
        "revision:",
        "books:",
    ]
    assert asked == []


def test_a_brief_is_read_from_a_file(home: Path, asked: list[str], tmp_path: Path) -> None:
    (tmp_path / "brief.json").write_text(json.dumps({"period": "2026-10"}), encoding="utf-8")
    run("financial-reporting", "--brief", f"@{tmp_path / 'brief.json'}")
    assert asked == ["GET /api/deployments/name/financial-reporting/financial-reporting"]


def test_an_unknown_process_is_refused_with_those_that_there_are(home: Path, asked: list[str]) -> None:
    answer = run("payroll")
    assert "There is no process 'payroll': there are financial-reporting and period-close." in answer.output
    assert (answer.exit_code, asked) == (1, [])


@pytest.mark.usefixtures("rules")
def test_somebody_whom_the_people_file_does_not_name_starts_nothing(home: Path, asked: list[str]) -> None:
    instance()  # the embedded set-up, where --as counts
    answer = run("financial-reporting", "--brief", '{"period": "2026-10"}', "--as", "nobody")
    assert answer.exit_code == 1
    assert "nobody" in answer.output
    assert asked == []


async def _open_case(owner: UUID) -> Case:
    key = {"entity": "", "period": "2026-10", "currency": "", "revision": 1}
    row = await cases.claim("financial-reporting", key, {"period": "2026-10"}, owner=owner, requester="dee")
    return Case(id=row.id, tenant=row.tenant, process=row.process, steps=STEPS, epoch=row.epoch, requester="dee")


async def _who_asked() -> set[str]:
    """Return who asked for a run, by the audit."""
    async with reading() as connection:
        return set((await connection.execute(select(audit.c.actor).where(audit.c.action == "run asked for"))).scalars())


def _again() -> Result:
    return run("financial-reporting", "--brief", '{"period": "2026-10"}')


@on_one_casebook
@pytest.mark.usefixtures("rules")
def test_where_another_run_tells_the_case_that_run_is_followed_until_the_case_waits(
    casebook: Any, prefect: FakePrefectServer
) -> None:
    owner = uuid4()
    case = casebook(_open_case(owner))
    casebook(ask(case, proposal()))
    casebook(attempts.put_to_sleep(case, {"approval": "release#1"}))
    prefect.deployments.add("financial-reporting")
    joined = ("COMPLETED", "Joined", f"Joined case {case.id}, which run {owner} tells.")
    prefect.tells(prefect.next_run, ("SCHEDULED", "Scheduled", ""), joined)
    prefect.tells(owner, ("RUNNING", "Running", ""), ("PAUSED", "Suspended", ""))
    answer = _again()
    assert answer.exit_code == 0, answer.output
    assert f"case {case.id} is open already: run {owner} tells it, and is followed from here" in answer.output
    assert "waits for a decision on release#1" in answer.output
    assert f"case {case.id}, release#1: pending" in typed(commands(answer.output)["show"])
    assert "set COUNTERSIGN_TOKEN" in typed(commands(answer.output)["approve"], fails=True)


@on_one_casebook
@pytest.mark.usefixtures("rules")
def test_a_closed_case_gives_its_outcome_and_the_commands_that_show_and_restate_it(
    casebook: Any, prefect: FakePrefectServer
) -> None:
    instance()  # the embedded set-up, where --as counts
    case = casebook(_open_case(uuid4()))
    casebook(attempts.close(case, {"status": "rejected", "comment": "Wrong \x1b[2Jmonth."}))
    prefect.deployments.add("financial-reporting")
    prefect.tells(prefect.next_run, ("COMPLETED", "Closed", f"Case {case.id} is closed: ..."))
    answer = run("financial-reporting", "--brief", '{"period": "last-month", "business_day": 3}', "--as", "dee")
    assert answer.exit_code == 0, answer.output
    assert f"case {case.id} is closed: rejected (Wrong \ufffd[2Jmonth.)" in answer.output
    assert str(case.id) in typed(commands(answer.output)["show"])
    typed(commands(answer.output)["run"])
    again = {"period": "2026-10", "business_day": 3, "revision": 2}
    assert prefect.briefs == [{"period": "last-month", "business_day": 3}, again]
    assert casebook(_who_asked()) == {"person:dee"}


@on_one_casebook
@pytest.mark.usefixtures("rules")
def test_the_run_that_tells_the_case_is_followed_over_several_that_joined_it(
    casebook: Any, prefect: FakePrefectServer
) -> None:
    first, owner = uuid4(), uuid4()
    case = casebook(_open_case(owner))
    casebook(attempts.put_to_sleep(case, {"date": "2026-11-04"}))
    prefect.deployments.add("financial-reporting")
    for run_, told_by in ((prefect.next_run, first), (first, owner)):
        prefect.tells(run_, ("COMPLETED", "Joined", f"Joined case {case.id}, which run {told_by} tells."))
    prefect.tells(owner, ("PAUSED", "Suspended", ""))
    answer = _again()
    assert answer.exit_code == 0, answer.output
    assert f"run {owner} tells it" in answer.output
    assert f"case {case.id} waits for 2026-11-04" in answer.output


def test_runs_that_name_each_other_as_the_teller_are_refused_in_a_sentence(
    home: Path, prefect: FakePrefectServer
) -> None:
    other, case = uuid4(), uuid4()
    prefect.deployments.add("financial-reporting")
    for run_, told_by in ((prefect.next_run, other), (other, prefect.next_run)):
        prefect.tells(run_, ("COMPLETED", "Joined", f"Joined case {case}, which run {told_by} tells."))
    answer = _again()
    assert answer.exit_code == 1
    assert f"case {case} is told by no run" in answer.output


@on_one_casebook
def test_a_run_whose_case_another_has_taken_over_is_refused_in_a_sentence(
    casebook: Any, prefect: FakePrefectServer
) -> None:
    casebook(_open_case(uuid4()))
    prefect.deployments.add("financial-reporting")
    prefect.tells(prefect.next_run, ("PAUSED", "Suspended", ""))
    answer = _again()
    assert answer.exit_code == 1
    assert f"run {prefect.next_run} tells no case any more" in answer.output


@on_one_casebook
def test_a_run_that_fails_while_it_is_followed_ends_the_command_with_its_error(
    casebook: Any, prefect: FakePrefectServer
) -> None:
    owner = uuid4()
    case = casebook(_open_case(owner))
    prefect.deployments.add("financial-reporting")
    prefect.tells(prefect.next_run, ("COMPLETED", "Joined", f"Joined case {case.id}, which run {owner} tells."))
    prefect.tells(owner, ("FAILED", "Failed", "the books are missing"))
    answer = _again()
    assert answer.exit_code == 1
    assert f"run {owner} is Failed: the books are missing" in answer.output
