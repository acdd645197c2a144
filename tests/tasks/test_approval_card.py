import json
from datetime import UTC, datetime

import pytest

from reports.standing import Signature
from tasks.approval_card import ApprovalCard, approval_card, decided_card
from tasks.block_kit import Block, command, fields, header, listing, mentions, moment
from tasks.deciding.ballot import Missing
from tasks.people import People

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)
STAFF = People.model_validate(
    {
        "slack_team": "T0TEAM",
        "people": {
            "ada": {"name": "Ada", "email": "ada@example.com", "slack_id": "U0ADA"},
            "bo": {"name": "Bo <@U0EVE>", "email": "bo@example.com"},
        },
    }
)
CARD = ApprovalCard(
    process="financial-reporting",
    case="5f0c",
    step="release#1",
    title="Financial pack 2025-10",
    headline=(("Net income", "12,345.00 EUR"), ("Cash", "(1.00) EUR")),
    effects=("Publish the document as 2025-10/pack.pdf in the reports folder.",),
    sha256="ab" * 32,
)
MISSING = (Missing(role="controller", eligible=("ada", "bo")), Missing(role="cfo", eligible=()))

COMMANDS = ("countersign show 5f0c release#1", "countersign approve 5f0c release#1")


def question(**changes: object) -> str:
    card = CARD.model_copy(update=changes)
    return json.dumps(approval_card(card, MISSING, NOON, STAFF, COMMANDS), ensure_ascii=False)


def test_the_card_shows_what_is_decided_by_whom_until_when_and_how() -> None:
    shown = question()
    for part in (
        "Financial pack 2025-10",
        "financial-reporting, case 5f0c, release#1",
        "Net income\\n12,345.00 EUR",
        "2025-10/pack.pdf",
        "ab" * 32,
        "Signature of the controller: <@U0ADA>, Bo &lt;@U0EVE&gt;",
        "Signature of the cfo: nobody",
        f"<!date^{int(NOON.timestamp())}^",
        "countersign show 5f0c release#1\\ncountersign approve 5f0c release#1",
    ):
        assert part in shown
    assert "button" not in shown
    assert "Cannot be approved" not in shown


def test_the_card_says_why_something_cannot_be_approved() -> None:
    assert "Cannot be approved as it stands:\\n• The balance sheet is off by 0.01." in question(
        blocked=("The balance sheet is off by 0.01.",)
    )


def test_the_decided_card_asks_nothing_any_more() -> None:
    signature = Signature(name="Ada", role="controller", at=NOON, sha256=CARD.sha256)
    shown = json.dumps(decided_card(CARD, "Approved.", (signature,)), ensure_ascii=False)
    assert "Approved." in shown
    assert "Ada (controller), 2025-11-05 12:00 UTC" in shown
    assert "countersign approve" not in shown


@pytest.mark.parametrize("text", ["<!channel>", "<https://evil.example|Ada>", "<@U0EVE>", "a & b", "*bold* `x`"])
def test_given_text_is_only_ever_text(text: str) -> None:
    def rich(block: Block) -> list[str]:
        parts = [block.get("text", {}), *block.get("fields", ()), *block.get("elements", ())]
        return [part["text"] for part in parts if part.get("type") == "mrkdwn"]

    plain = [header(text), listing(text, [text]), *fields([(text, text)])]
    assert [line for block in plain for line in rich(block)] == []
    for block in (command(text), mentions(text, [("", text)]), moment(text, NOON)):
        (line,) = rich(block)
        assert "<!channel>" not in line
        assert "<https" not in line
        assert "<@U0EVE>" not in line


def test_code_cannot_leave_its_block() -> None:
    assert command("a ``` <!channel>")["text"]["text"] == "```a ˋˋˋ &lt;!channel&gt;```"


def test_long_lists_stay_within_slacks_limit_and_count_what_is_left() -> None:
    block = listing("On approval:", [f"Mail number {n:04}" for n in range(500)])
    lines = block["text"]["text"].splitlines()
    assert len(block["text"]["text"]) <= 3000
    assert lines[-1] == f"… and {500 - (len(lines) - 2)} more."


def test_fields_are_ten_to_a_block() -> None:
    assert [len(block["fields"]) for block in fields([("a", "b")] * 21)] == [10, 10, 1]
