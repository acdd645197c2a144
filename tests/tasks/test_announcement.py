"""What approvers see in Slack: one question for each draft, and what became of it in its place."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import SecretStr

from blocks.slack_workspace import SlackWorkspace
from reports.document import KeyFigure, KeyFigures, Section
from reports.figure import Figure
from tasks.announcement import announce, conclude
from tasks.casebook import approvals, dead_letters
from tasks.casebook.cases import Case
from tasks.casebook.taints import taint
from tasks.decision import Decision
from tasks.proposal import Proposal
from tests.fakes.slack_server import FakeSlack, Fault
from tests.tasks.casebook.desk import PEOPLE, asked, opened, proposal, says

pytestmark = [
    pytest.mark.usefixtures("rules", "prefect_server"),
    pytest.mark.parametrize("casebook", ["sqlite"], indirect=True),  # what differs on PostgreSQL is tested below this
]


def question(text: str = "Release it.") -> Proposal:
    """Return a proposal above the CFO's threshold whose document begins with a figure."""
    plain = proposal(text, exposure="1000")
    income = Figure(name="Net income", value=Decimal("1234.50"), unit="EUR", period="2026-10")
    figures = Section(title="Headlines", blocks=(KeyFigures(cards=(KeyFigure(figure=income),)),))
    document = plain.document.model_copy(update={"sections": (figures, *plain.document.sections)})
    return plain.model_copy(update={"document": document})


async def put(case: Case, what: Proposal, step: str = "release#1") -> None:
    """Ask for the approval and announce it, as the gate does."""
    await asked(case, what, step)
    await told(case, step)


async def told(case: Case, step: str = "release#1") -> None:
    """Announce what stands, and what became of it where it is decided."""
    await announce(case, (await approvals.standing(case.id, step))[0])
    row, votes = await approvals.standing(case.id, step)
    if row.status != "pending":
        await conclude(case, row, Decision.of(row, votes))


def text_of(message: dict[str, Any]) -> str:
    """Return everything that readers of the message see."""
    blocks = message["blocks"] if isinstance(message["blocks"], list) else json.loads(message["blocks"])
    return json.dumps(blocks, ensure_ascii=False)


def test_the_card_shows_figures_effects_hash_and_who_must_sign(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        await put(await opened(), question())
        (message,) = slack.messages
        assert message["channel"] == "C0FINANCE"
        for shown in (
            "Pack: October 2026", "Net income", "EUR 1,234.50",
            question().effects[0].describe(), question().sha256,
            "Signature of the controller: Ada, Bo", "Signature of the cfo: Cy", "countersign approve",
        ):  # fmt: skip
            assert shown in text_of(message)

    casebook(story())


def test_the_card_says_which_text_from_outside_the_draft_rests_on(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        case = await opened()
        await taint(case, ["journal"], "books")
        await put(case, question())
        await taint(case, ["comment"], "books")
        assert "Rests on text from outside: journal." in text_of(slack.messages[0])

    casebook(story())


def promote(home: Path) -> None:
    """Let one more person be a controller, while the question stands."""
    people = PEOPLE.model_copy(update={"groups": {**PEOPLE.groups, "controllers": ("ada", "bo", "dee")}})
    (home / "people.yaml").write_text(people.model_dump_json(), encoding="utf-8")


def test_a_draft_is_announced_once_however_often_the_run_is_told_again(
    casebook: Any, slack: FakeSlack, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        owner = uuid4()
        await put(await opened(owner=owner), question())
        await told(await opened(owner=owner))
        promote(home)
        await told(await opened(owner=owner))
        assert slack.methods() == ["chat.postMessage"]

    casebook(story())
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


def test_an_attempt_that_died_before_it_noted_the_message_posts_no_second_one(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await opened(owner=owner)
        await put(case, question())
        await approvals.note_message(case.id, "release#1", "")
        await told(await opened(owner=owner))
        (message,) = slack.messages
        row, _ = await approvals.standing(case.id, "release#1")
        assert row.message == f"C0FINANCE/{message['ts']}"

    casebook(story())


def test_people_who_changed_before_the_message_was_noted_do_not_stop_the_case(
    casebook: Any, slack: FakeSlack, home: Path
) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await opened(owner=owner)
        await put(case, question())
        await approvals.note_message(case.id, "release#1", "")
        promote(home)
        await told(await opened(owner=owner))
        assert slack.methods() == ["chat.postMessage"]

    casebook(story())


def test_the_next_draft_is_another_question(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        case = await opened()
        await put(case, question())
        await says(case, "ada", "changes", question().sha256, "Say why rent rose.")
        await told(case)
        await put(case, question("Rent rose by contract."), "release#2")
        first, second = slack.messages
        assert "Changes. “Say why rent rose.”" in text_of(first)
        assert question("Rent rose by contract.").sha256 in text_of(second)

    casebook(story())


def test_the_verdict_with_its_signatures_takes_the_place_of_the_question(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await opened(owner=owner)
        await put(case, question())
        await says(case, "ada", "approve", question().sha256)
        await told(await opened(owner=owner))
        assert slack.methods() == ["chat.postMessage"]  # the CFO's signature is still to come
        await says(case, "cy", "approve", question().sha256)
        for _ in range(2):
            await told(await opened(owner=owner))
        assert slack.methods() == ["chat.postMessage", "chat.update"]
        (message,) = slack.messages
        for shown in ("Approved.", "Ada (controller)", "Cy (cfo)", question().sha256, "EUR 1,234.50"):
            assert shown in text_of(message)
        assert "countersign approve" not in text_of(message)

    casebook(story())


def test_without_a_workspace_nobody_is_called(casebook: Any) -> None:
    async def story() -> UUID:
        case = await opened()
        await put(case, question())
        await says(case, "ada", "reject", question().sha256, "not like this")
        await told(case)
        row, _ = await approvals.standing(case.id, "release#1")
        assert not row.message
        assert await dead_letters.unresolved(case.id) == []
        return case.id

    casebook(story())


def test_an_announcement_that_slack_refuses_holds_up_nobody_and_is_a_dead_letter_until_it_arrives(
    casebook: Any, slack: FakeSlack
) -> None:
    async def story() -> None:
        owner = uuid4()
        case = await opened(owner=owner)
        slack.faults["chat.postMessage"] = [Fault(error="not_in_channel")] * 3
        await put(case, question())
        (letter,) = await dead_letters.unresolved(case.id)
        assert "invite the app to the channel" in letter.reason
        await told(await opened(owner=owner))
        assert len(slack.messages) == 1
        assert await dead_letters.unresolved(case.id) == []

    casebook(story())


def test_a_question_that_was_deleted_in_slack_does_not_keep_the_decision_from_being_carried_out(
    casebook: Any, slack: FakeSlack
) -> None:
    async def story() -> None:
        case = await opened()
        await put(case, question())
        slack.messages.clear()
        await says(case, "ada", "reject", question().sha256, "not like this")
        await told(case)
        (letter,) = await dead_letters.unresolved(case.id)
        assert "message_not_found" in letter.reason

    casebook(story())


def test_a_workspace_that_was_removed_meanwhile_does_not_either(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        case = await opened()
        await put(case, question())
        await SlackWorkspace.adelete("default")
        await says(case, "ada", "reject", question().sha256, "not like this")
        await told(case)
        (letter,) = await dead_letters.unresolved(case.id)
        assert "save a SlackWorkspace block" in letter.reason
        again = SlackWorkspace(token=SecretStr("xoxb-test"), channel="C0FINANCE", base_url=slack.address)
        await again.asave("default")

    casebook(story())
