"""What people read in a terminal before they decide, and that the commands printed there do what they say."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from flows.financial_reporting.brief import PROCESS, ReportingBrief
from flows.period_close.brief import PROCESS as PERIOD_CLOSE
from flows.period_close.brief import PeriodBrief
from reports.table import Column, Row, Table
from reports.terminal import WIDTH
from tasks.case_id import short_id
from tasks.casebook import approvals, attempts, cases, tokens
from tasks.casebook.taints import taint
from tasks.mail import Address, FileMail
from tasks.process import Brief, Process
from tasks.proposal import Proposal
from tasks.settings import settings
from tasks.typed_commands import looking
from tests.flows.commands.terminal import commands, typed
from tests.tasks.casebook.desk import asked, opened, proposal, says

pytestmark = [
    pytest.mark.usefixtures("rules"),
    pytest.mark.parametrize("casebook", ["sqlite"], indirect=True),  # the embedded set-up is always that
]

MAIL = FileMail(
    sender=Address(name="Close", email="close@brightwater.example"),
    to=(Address(name="Cy", email="cy@brightwater.example"),),
    subject="Pack October 2026",
    text="Net income EUR 1,234.50\n\nThe pack is attached.",
)


@pytest.fixture
def embedded(home: Path) -> None:
    """Let the home be one in which the embedded stack was started."""
    (home / "embedded.json").write_text("{}")


def pack() -> Proposal:
    """Return a proposal with a table and a mail."""
    rent = Table(
        title="Costs",
        currency="EUR",
        columns=(Column(title="Account"), Column(title="Why")),
        rows=(Row(cells=("Rent", "The landlord raised it.")),),
    )
    plain = proposal(exposure="1000")
    [section] = plain.document.sections
    document = plain.document.model_copy(
        update={"sections": (section.model_copy(update={"blocks": (*section.blocks, rent)}),)}
    )
    return plain.model_copy(update={"document": document, "effects": (*plain.effects, MAIL)})


async def put(what: Proposal, requester: str | None = "dee") -> UUID:
    """Put a proposal before its approvers; return its case."""
    case = await opened(requester=requester)
    await asked(case, what)
    return case.id


def test_people_see_what_a_case_has_read_from_outside_and_what_a_draft_of_it_rests_on(casebook: Any) -> None:
    async def story() -> UUID:
        case = await opened()
        await taint(case, ["journal", "invoices"], "books")
        await asked(case, pack())
        return case.id

    case = casebook(story())
    assert "has read    invoices, journal (text from outside)" in typed(f"countersign show {case}")
    shown = " ".join(typed(f"countersign show {case} release").split())
    assert "WHAT IT RESTS ON Agents read text from outside: invoices, journal." in shown


def test_people_see_the_whole_document_what_reaches_whom_and_who_decides_until_when(casebook: Any, home: Path) -> None:
    case = casebook(put(pack()))
    shown = typed(f"countersign show {case} release")
    for expected in (
        pack().sha256,
        "Release it.",
        "Rent     The landlord raised it.",
        "1. Publish the document as 2026-10/pack.html",
        "2. Mail “Pack October 2026” from Close <close@brightwater.example> to Cy <cy@brightwater.example>",
        "| Net income EUR 1,234.50",
        "still to sign as controller: Ada (ada) or Bo (bo)",
        "still to sign as cfo: Cy (cy)",
        "asked for by dee",
        "EUR 1,000.00 at stake",
        "after that it expires and nothing goes out",
    ):
        assert expected in shown
    assert [line for line in shown.splitlines() if len(line) > WIDTH and str(home) not in line] == []
    files = [Path(line.strip()) for line in shown.splitlines() if "/drafts/" in line]
    assert [path.suffix for path in files if path.stat().st_size] == [".pdf", ".xlsx", ".html"]


def test_a_draft_that_cannot_be_approved_says_why(casebook: Any) -> None:
    blocked = proposal(blocked=("balance: assets exceed liabilities and equity by EUR 5.00.",))
    shown = typed(f"countersign show {casebook(put(blocked))} release")
    assert "countersign approve" not in shown
    assert "countersign request-changes" in shown
    assert "IT CANNOT BE APPROVED AS IT STANDS\n  - balance: assets exceed" in shown


@pytest.mark.usefixtures("embedded")
def test_on_the_embedded_set_up_the_printed_commands_name_the_home_and_work_as_they_stand(
    casebook: Any, home: Path
) -> None:
    case = casebook(put(pack()))
    first = commands(typed(f"countersign show {case}"))
    assert first["approve"].startswith(f"COUNTERSIGN_HOME={home} ")
    assert "still to sign: cfo (cy)" in typed(first["approve"])
    second = commands(typed(first["show"]))
    assert "approved: what was shown is performed now" in typed(second["approve"])
    assert "approved" in typed(second["show"])


def test_what_a_worker_prints_names_the_program_by_its_path_whatever_the_workers_own_shell_finds(
    casebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Path(sys.executable).with_name("countersign")
    monkeypatch.setenv("PATH", str(program.parent))
    case = casebook(put(pack()))
    assert f" {program} show" in looking(case, "release#1")
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert " countersign show" in looking(case, "release#1")


@pytest.mark.usefixtures("embedded")
def test_the_oldest_question_is_named_below_the_cases(casebook: Any) -> None:
    case = casebook(put(pack()))
    listed = typed("countersign cases")
    assert str(case)[:13] in listed
    assert f"case {case}, release#1: pending" in typed(commands(listed)["show"])


def test_where_the_casebook_is_elsewhere_the_printed_commands_name_no_folder_of_this_machine(
    casebook: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = casebook(put(proposal()))
    monkeypatch.setenv("COUNTERSIGN_CASEBOOK", f"sqlite+aiosqlite:///{home}/./casebook.db")
    settings.cache_clear()
    assert commands(typed(f"countersign show {case}"))["show"] == f"countersign show {short_id(case)} release#1"


def test_where_a_token_is_needed_the_printed_commands_name_nobody(
    casebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = casebook(put(proposal()))
    printed = commands(typed(f"countersign show {case}"))
    assert "--as" not in " ".join(printed.values())
    assert "set COUNTERSIGN_TOKEN" in typed(printed["approve"], fails=True)
    monkeypatch.setenv("COUNTERSIGN_TOKEN", casebook(tokens.issue("ada")))
    assert "approved: what was shown is performed now" in typed(printed["approve"])


@pytest.mark.usefixtures("embedded")
def test_a_run_that_nobody_known_asked_for_says_so_and_names_the_second_person(casebook: Any) -> None:
    case = casebook(put(proposal(), requester=None))
    assert "nobody known: two different people must sign" in typed(f"countersign show {case} release")
    said = typed(f"countersign approve {case} release --as bo")
    assert "still to sign: second controller (ada)" in said


def test_a_request_for_changes_names_the_draft_that_follows(casebook: Any, embedded: None) -> None:
    case = casebook(put(proposal()))
    said = typed(f'countersign request-changes {case} release --as ada --comment "Say why."')
    assert "changes requested: the next draft will be release#2" in said
    assert "Ada asked for changes on" in typed(f"countersign show {case}")


@pytest.mark.parametrize(
    ("process", "brief", "about"),
    [
        (PROCESS, ReportingBrief(period="2026-10"), "2026-10"),  # pyright: ignore[reportCallIssue]
        (PROCESS, ReportingBrief(period="2026-10", currency="EUR", revision=2), "EUR, 2026-10, revision 2"),  # pyright: ignore[reportCallIssue]
        (PERIOD_CLOSE, PeriodBrief(through=date(2026, 10, 31), entity="B1"), "close through 2026-10-31, B1"),  # pyright: ignore[reportCallIssue]
        (PERIOD_CLOSE, PeriodBrief(through=None, reason="A late invoice.", ordinal=2), "reopen, request 2"),  # pyright: ignore[reportCallIssue]
    ],
)
def test_the_list_says_in_words_what_a_case_is_about(casebook: Any, process: Process, brief: Brief, about: str) -> None:
    key, told = brief.natural_key(), brief.model_dump()
    casebook(cases.claim(process.name, key, json.loads(json.dumps(told, default=str)), owner=uuid4(), requester=None))
    listed = typed("countersign cases")
    assert about in " ".join(listed.split())
    assert max(len(line) for line in listed.splitlines()) <= WIDTH


def test_a_decided_question_is_no_longer_waited_for(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        await attempts.put_to_sleep(case, {"approval": "release#1"})
        await asked(case, proposal())
        assert len(await approvals.pending()) == 1
        await says(case, "ada", "approve", proposal().sha256)

    casebook(story())
    listed = typed("countersign cases")
    assert "release#1 is decided" in listed
    assert "The oldest question" not in listed


def test_a_case_that_is_not_there_is_refused_in_a_sentence(casebook: Any) -> None:
    assert "No case of tenant 'default' begins with 'zzz'" in typed("countersign show zzz", fails=True)
