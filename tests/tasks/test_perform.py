"""What was approved is done once: after a crash, a doubt, a refusal, and whoever else has a hand in it."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings
from sqlalchemy import select, update

from blocks.mailbox import Mailbox
from reports.canonical import sha256
from reports.render import render
from tasks.casebook import approvals, dead_letters, ledger
from tasks.casebook.approvals import NotApproved
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.cases import Case
from tasks.casebook.database import reading, writing
from tasks.casebook.doubts import settle_doubt
from tasks.casebook.tables import approvals as approvals_table
from tasks.casebook.tables import effects, now
from tasks.casebook.words import Word
from tasks.deciding.rules import Rules
from tasks.decision import Decision, standing_of
from tasks.effect import Effect, EffectFailed, Receipt, Rendition
from tasks.files import PublishFile
from tasks.mail import Address, SendMail
from tasks.perform import EffectsOutstanding, perform, perform_all
from tasks.proposal import Proposal
from tasks.slack import PostMessage
from tasks.slack_upload import UploadFile
from tests.block_documents import saved
from tests.fakes.slack_server import FakeSlack, Fault
from tests.fakes.smtp_server import FakeSmtp, smtp_server
from tests.tasks.casebook.desk import PEOPLE, POLICIES, asked, opened, proposal, says

HTML = Rendition(format="html", filename="pack.html")
FILE = PublishFile(path="2026-10/pack.html", rendition=HTML)
MAIL = SendMail(
    sender=Address(name="Close", email="close@brightwater.example"),
    to=(Address(name="Ada", email="ada@brightwater.example"), Address(name="Cy", email="cy@brightwater.example")),
    subject="Pack October 2026",
    text="The pack is attached.",
    attachments=(HTML,),
)
MESSAGE = PostMessage(channel="C0FINANCE", text="The pack of October 2026 is released.")
UPLOAD = UploadFile(channel="C0FINANCE", rendition=HTML, comment="The pack")

pytestmark = pytest.mark.usefixtures("rules", "slack", "mails")
on_one_database = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
"""For tests that wait some seconds."""


@pytest.fixture
def mails(prefect_server: None) -> Iterator[FakeSmtp]:
    with smtp_server() as fake, saved(Mailbox(host="127.0.0.1", port=fake.port, security="none")):
        yield fake


async def approved(*effects: Effect, owner: UUID | None = None) -> tuple[Case, Decision]:
    """Return a case whose release of these effects is approved."""
    case = await opened(owner=owner)
    what = Proposal.model_validate({**dict(proposal()), "effects": effects})
    await says(case, "ada", "approve", await asked(case, what))
    return case, Decision.of(*await approvals.standing(case.id, "release#1"))


async def died(case: Case, effect: Effect, *, sent: bool) -> None:
    """Claim the effect as an attempt does that ends before it records anything, a while ago."""
    claim = await ledger.claim(case, "deliver", effect, 0, approved_at="release#1")
    call = await effect.prepare(claim.key, page)
    await ledger.renew(case, claim.key)
    if sent:
        await call()
    async with writing() as connection:
        await connection.execute(update(effects).values(lease_until=await _ago(connection, 1)))


async def _ago(connection: Any, seconds: float) -> Any:
    return (await connection.execute(select(now()))).scalar_one() - timedelta(seconds=seconds)


async def page(rendition: Rendition) -> bytes:
    """Return the bytes that the dead attempt had rendered from the approved document."""
    async with reading() as connection:
        case = (await connection.execute(select(approvals_table.c.case_id))).scalar_one()
    decision = Decision.of(*await approvals.standing(case, "release#1"))
    return render(proposal().document, await standing_of(decision), rendition.format)


async def statuses(case: Case) -> list[tuple[str, str]]:
    return [(row.kind, row.status) for row in await ledger.of_case(case.id)]


def published(home: Path) -> list[Path]:
    return [path for path in (home / "reports").rglob("*") if path.is_file()]


def test_each_approved_effect_is_performed_once_in_its_order(
    casebook: Any, home: Path, slack: FakeSlack, mails: FakeSmtp
) -> None:
    async def story() -> None:
        case, decision = await approved(FILE, MAIL, MESSAGE, UPLOAD)
        file, mail, message, upload = await perform_all(case, decision, step="deliver")
        content = await page(HTML)
        assert (Path(file.reference).read_bytes(), file.sha256) == (content, sha256(content))
        assert mails.mails[0].mime["Message-ID"] == mail.reference
        assert [part.get_payload(decode=True) for part in mails.mails[0].mime.iter_attachments()] == [content]
        assert message.reference == f"C0FINANCE/{slack.messages[0]['ts']}"
        assert slack.files[upload.reference.removeprefix("C0FINANCE/")]["content"] == content
        assert await statuses(case) == [
            (kind, "sent") for kind in ("publish_file", "send_mail", "post_message", "upload_file")
        ]

    casebook(story())
    assert len(published(home)) == len(mails.mails) == 1
    assert slack.methods() == [
        "chat.postMessage", "files.getUploadURLExternal", "files.completeUploadExternal"
    ]  # fmt: skip


def test_another_attempt_performs_nothing_again_and_returns_the_same_receipts(
    casebook: Any, slack: FakeSlack, mails: FakeSmtp
) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(FILE, MAIL, MESSAGE, owner=owner)
        receipts = await perform_all(case, decision, step="deliver")
        calls, commands = list(slack.calls), list(mails.commands)
        assert await perform_all(await opened(owner=owner), decision, step="deliver") == receipts
        assert (slack.calls, mails.commands) == (calls, commands)

    casebook(story())


@pytest.mark.parametrize("sent", [True, False], ids=["had arrived", "had not"])
def test_a_file_of_an_attempt_that_died_is_written_again_and_is_one_file(casebook: Any, home: Path, sent: bool) -> None:
    async def story() -> Receipt:
        owner = uuid4()
        case, decision = await approved(FILE, owner=owner)
        await died(case, FILE, sent=sent)
        (receipt,) = await perform_all(await opened(owner=owner), decision, step="deliver")
        return receipt

    receipt = casebook(story())
    assert published(home) == [Path(receipt.reference)]


@pytest.mark.parametrize("effect", [MESSAGE, UPLOAD], ids=["message", "file"])
@pytest.mark.parametrize("sent", [True, False], ids=["had arrived", "had not"])
def test_slack_is_asked_after_an_attempt_that_died_and_shows_it_once(
    casebook: Any, slack: FakeSlack, effect: Effect, sent: bool
) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(effect, owner=owner)
        await died(case, effect, sent=sent)
        assert len(slack.messages) == sent
        (receipt,) = await perform_all(await opened(owner=owner), decision, step="deliver")
        assert len(slack.messages) == 1
        posted = slack.messages[0]
        assert receipt.reference == f"C0FINANCE/{posted['files'][0]['id'] if effect is UPLOAD else posted['ts']}"

    casebook(story())


@on_one_database
def test_a_call_that_an_older_attempt_is_still_making_is_waited_for_and_found(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        owner = uuid4()
        old, decision = await approved(MESSAGE, owner=owner)
        claim = await ledger.claim(old, "deliver", MESSAGE, 0, approved_at="release#1")
        call = await MESSAGE.prepare(claim.key, page)
        await ledger.renew(old, claim.key)
        async with writing() as connection:
            await connection.execute(update(effects).values(lease_until=await _ago(connection, -5)))
        new = await opened(owner=owner)

        async def arrive_once_taken_over() -> None:
            while (await ledger.of_case(new.id))[0].epoch != new.epoch:
                await asyncio.sleep(0.05)
            await call()

        (receipt,), _ = await asyncio.gather(perform_all(new, decision, step="deliver"), arrive_once_taken_over())
        (posted,) = slack.messages
        assert receipt.reference == f"C0FINANCE/{posted['ts']}"

    casebook(story())


@on_one_database
def test_an_attempt_whose_slow_receiver_outlasted_its_claim_sends_nothing_more(casebook: Any, slack: FakeSlack) -> None:
    answered = Event()
    slack.faults["chat.postMessage"] = [Fault(status=429, error="ratelimited", retry_after="60", held=answered)]

    async def story() -> None:
        owner = uuid4()
        old, decision = await approved(MESSAGE, owner=owner)
        older = asyncio.create_task(perform_all(old, decision, step="deliver"))
        while not slack.calls:
            await asyncio.sleep(0.02)
        async with writing() as connection:
            await connection.execute(update(effects).values(lease_until=await _ago(connection, 0)))
        receipt = await perform(await opened(owner=owner), MESSAGE, page, step="deliver", approved_at="release#1")
        answered.set()
        with pytest.raises(StaleEpoch):
            await older
        (posted,) = slack.messages
        assert receipt.reference == f"C0FINANCE/{posted['ts']}"
        assert slack.methods().count("chat.postMessage") == 2, "one call of each attempt"
        assert await statuses(old) == [("post_message", "sent")]

    casebook(story())


def test_a_doubt_stays_where_the_receiver_cannot_be_asked_for_any_reason(casebook: Any, slack: FakeSlack) -> None:
    from blocks.slack_workspace import SlackWorkspace

    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(MESSAGE, owner=owner)
        await died(case, MESSAGE, sent=True)
        workspace = await SlackWorkspace.aload("default")
        await SlackWorkspace.adelete("default")
        with pytest.raises(EffectsOutstanding, match="No Slack workspace is configured"):
            await perform_all(await opened(owner=owner), decision, step="deliver")
        assert await statuses(case) == [("post_message", "doubtful")]
        await workspace.save("default")
        await perform_all(await opened(owner=owner), decision, step="deliver")
        assert len(slack.messages) == 1

    casebook(story())


@pytest.mark.parametrize("effect", [FILE, MAIL, UPLOAD], ids=lambda effect: effect.kind)
def test_an_effect_whose_document_cannot_be_rendered_failed_and_leaves_no_doubt(casebook: Any, effect: Effect) -> None:
    async def unrenderable(rendition: Rendition) -> bytes:
        raise RuntimeError("the font is missing")

    async def story() -> None:
        owner = uuid4()
        case, _ = await approved(effect, owner=owner)
        with pytest.raises(EffectFailed, match=r"could not be prepared \(RuntimeError: the font is missing\)"):
            await perform(case, effect, unrenderable, step="deliver", approved_at="release#1")
        assert await statuses(case) == [(effect.kind, "failed")]
        assert [letter.kind for letter in await dead_letters.unresolved(case.id)] == ["effect failed"]
        await perform(await opened(owner=owner), effect, page, step="deliver", approved_at="release#1")
        assert await statuses(case) == [(effect.kind, "sent")]

    casebook(story())


@on_one_database
@pytest.mark.parametrize("effect", [MAIL, MESSAGE, UPLOAD], ids=lambda effect: effect.kind)
def test_an_effect_whose_keys_prefect_cannot_give_failed_and_leaves_no_doubt(casebook: Any, effect: Effect) -> None:
    async def story() -> None:
        case, _ = await approved(effect)
        away = {PREFECT_API_URL: "http://127.0.0.1:9/api"}
        with temporary_settings(away), pytest.raises(EffectFailed, match="could not be prepared"):
            await perform.fn(case, effect, page, step="deliver", approved_at="release#1")
        assert await statuses(case) == [(effect.kind, "failed")]

    casebook(story())


def test_a_mail_of_an_attempt_that_died_while_it_was_drawn_up_is_sent_once(casebook: Any, mails: FakeSmtp) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(MAIL, owner=owner)
        await ledger.claim(case, "deliver", MAIL, 0, approved_at="release#1")
        await perform_all(await opened(owner=owner), decision, step="deliver")
        assert await dead_letters.unresolved(case.id) == []

    casebook(story())
    assert len(mails.mails) == 1


@pytest.mark.parametrize("arrived", [True, False], ids=["had arrived", "had not"])
def test_a_mail_in_doubt_goes_on_as_a_person_says(casebook: Any, mails: FakeSmtp, arrived: bool) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(MAIL, MESSAGE, owner=owner)
        await died(case, MAIL, sent=arrived)
        again = await opened(owner=owner)
        command = f"countersign settle {case.id} deliver/1 --sent"
        with pytest.raises(EffectsOutstanding, match=rf"or look for Message-ID <.*@brightwater.example> .*`{command}"):
            await perform_all(again, decision, step="deliver")
        word = Word("ada", "Asked Cy.", True, Rules(PEOPLE, POLICIES))
        await settle_doubt(case.id, "deliver/1", sent=arrived, word=word)
        mail, message = await perform_all(await opened(owner=owner), decision, step="deliver")
        assert ("ada says that it was sent" in mail.reference) == arrived
        assert message.reference.startswith("C0FINANCE/")
        assert await dead_letters.unresolved(case.id) == []

    casebook(story())
    assert len(mails.mails) == 1


@pytest.mark.parametrize("sent", [True, False], ids=["had arrived", "had not"])
def test_a_mail_of_an_attempt_that_died_is_for_a_person_and_never_sent_again(
    casebook: Any, mails: FakeSmtp, sent: bool
) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(MAIL, MESSAGE, owner=owner)
        await died(case, MAIL, sent=sent)
        for _ in range(2):
            with pytest.raises(EffectsOutstanding, match=r"1 of 2 effects .* Mail “Pack October 2026”"):
                await perform_all(await opened(owner=owner), decision, step="deliver")
        assert len(mails.mails) == sent
        assert await statuses(case) == [("send_mail", "doubtful"), ("post_message", "sent")]
        (letter,) = await dead_letters.unresolved(case.id)
        assert letter.kind == "effect doubtful"
        assert "its receiver cannot be asked" in letter.reason

    casebook(story())


def test_a_mail_whose_server_fell_silent_is_for_a_person_and_never_sent_again(casebook: Any, mails: FakeSmtp) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(MAIL, owner=owner)
        mails.fault = "drop after data"
        with pytest.raises(EffectsOutstanding, match="fell silent"):
            await perform_all(case, decision, step="deliver")
        mails.fault = None
        with pytest.raises(EffectsOutstanding, match="Nobody has said yet"):
            await perform_all(await opened(owner=owner), decision, step="deliver")
        assert len(mails.mails) == 1
        assert [letter.kind for letter in await dead_letters.unresolved(case.id)] == ["effect doubtful"]

    casebook(story())


@pytest.mark.parametrize("carried_out", [True, False], ids=["had arrived", "had not"])
def test_a_message_whose_answer_was_lost_is_looked_for_before_it_is_posted_again(
    casebook: Any, slack: FakeSlack, carried_out: bool
) -> None:
    async def story() -> None:
        case, decision = await approved(MESSAGE)
        slack.faults["chat.postMessage"] = [Fault(hang_up=True, carried_out=carried_out)]
        (receipt,) = await perform_all(case, decision, step="deliver")
        (posted,) = slack.messages
        assert receipt.reference == f"C0FINANCE/{posted['ts']}"
        assert await dead_letters.unresolved(case.id) == []

    casebook(story())


def test_a_doubt_that_slack_could_not_settle_is_settled_by_the_next_attempt(casebook: Any, slack: FakeSlack) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(MESSAGE, owner=owner)
        slack.faults["chat.postMessage"] = [Fault(hang_up=True, carried_out=True)]
        slack.faults["conversations.history"] = [Fault(status=503)]
        with pytest.raises(EffectsOutstanding):
            await perform_all(case, decision, step="deliver")
        assert [letter.kind for letter in await dead_letters.unresolved(case.id)] == ["effect doubtful"]
        await perform_all(await opened(owner=owner), decision, step="deliver")
        assert len(slack.messages) == 1
        assert await dead_letters.unresolved(case.id) == []

    casebook(story())


@on_one_database
def test_an_effect_that_fails_holds_up_no_other_and_is_performed_once_the_cause_is_mended(
    casebook: Any, home: Path, slack: FakeSlack, mails: FakeSmtp
) -> None:
    async def story() -> None:
        owner = uuid4()
        case, decision = await approved(FILE, MAIL, MESSAGE, owner=owner)
        mails.unknown = frozenset({"cy@brightwater.example"})
        with pytest.raises(EffectsOutstanding, match=r"1 of 3 .*Mail “Pack October 2026”.*refused cy@brightwater"):
            await perform_all(case, decision, step="deliver")
        assert await statuses(case) == [("publish_file", "sent"), ("send_mail", "failed"), ("post_message", "sent")]
        (letter,) = await dead_letters.unresolved(case.id)
        assert letter.kind == "effect failed"
        assert "correct the address" in letter.reason

        mails.unknown = frozenset()
        receipts = await perform_all(await opened(owner=owner), decision, step="deliver")
        assert len(receipts) == 3
        assert await dead_letters.unresolved(case.id) == []

    casebook(story())
    assert (len(published(home)), len(mails.mails), len(slack.messages)) == (1, 1, 1)


@pytest.mark.parametrize("thorough", [False, True], ids=["its hash not", "its hash too"])
def test_of_a_proposal_that_was_bent_in_the_casebook_nothing_goes_out(
    casebook: Any, home: Path, slack: FakeSlack, mails: FakeSmtp, thorough: bool
) -> None:
    async def story() -> None:
        case, decision = await approved(FILE, MAIL, MESSAGE)
        other = MAIL.model_copy(update={"to": (Address(name="Eve", email="eve@elsewhere.example"),)})
        bent = Proposal.model_validate({**dict(proposal()), "effects": (FILE, other, MESSAGE)})
        values = {"proposal": bent.text()} | ({"sha256": bent.sha256} if thorough else {})
        async with writing() as connection:
            await connection.execute(update(approvals_table).values(**values))
        with pytest.raises(NotApproved, match="nothing goes out"):
            await perform_all(case, decision, step="deliver")
        decision = Decision.of(*await approvals.standing(case.id, "release#1"))
        with pytest.raises(NotApproved, match="Somebody changed the casebook"):
            await perform_all(case, decision, step="deliver")
        assert await statuses(case) == []

    casebook(story())
    assert (published(home), mails.commands, slack.calls) == ([], [], [])


@pytest.mark.parametrize("verdict", [None, "reject", "changes"])
def test_without_an_approval_nothing_goes_out(casebook: Any, home: Path, verdict: str | None) -> None:
    async def story() -> None:
        case = await opened()
        sha = await asked(case, proposal())
        if verdict:
            await says(case, "ada", verdict, sha, "not like this")
        decision = Decision.of(*await approvals.standing(case.id, "release#1"))
        with pytest.raises(NotApproved):
            await perform_all(case, decision.model_copy(update={"status": "approved"}), step="deliver")

    casebook(story())
    assert published(home) == []


def test_an_attempt_that_was_overtaken_performs_nothing(
    casebook: Any, home: Path, slack: FakeSlack, mails: FakeSmtp
) -> None:
    async def story() -> None:
        owner = uuid4()
        old, decision = await approved(FILE, MAIL, MESSAGE, owner=owner)
        new = await opened(owner=owner)
        with pytest.raises(StaleEpoch):
            await perform_all(old, decision, step="deliver")
        assert await statuses(new) == []

    casebook(story())
    assert (published(home), mails.commands, slack.calls) == ([], [], [])
