import asyncio

import pytest
from pydantic import SecretStr, ValidationError

from tasks.effect import EffectFailed, EffectInDoubt, Receipt, Rendition
from tasks.slack import PostMessage, UpdateMessage
from tasks.slack_upload import UploadFile
from tasks.slack_workspace import slack_configured
from tests.fakes.slack_server import FakeSlack, Fault

KEY = "default/financial-reporting/5f0c/deliver/post_message:C0FINANCE/0"
MESSAGE = PostMessage(channel="C0FINANCE", text="Pack 2025-10 is released: R&D <5% over budget, thanks @channel")
FILE = UploadFile(
    channel="C0FINANCE", rendition=Rendition(format="pdf", filename="pack.pdf"), comment="The pack <!here> & more"
)

pytestmark = pytest.mark.usefixtures("prefect_server")


async def contents(rendition: Rendition) -> bytes:
    return b"%PDF of the pack"


def send(effect: PostMessage | UploadFile | UpdateMessage, key: str = KEY) -> Receipt:
    async def prepared_and_sent() -> Receipt:
        return await (await effect.prepare(key, contents))()

    return asyncio.run(prepared_and_sent())


def look_up(effect: PostMessage | UploadFile, key: str = KEY) -> Receipt | None:
    return asyncio.run(effect.look_up(key))


def test_a_message_is_posted_as_plain_text_and_found_by_its_key(slack: FakeSlack) -> None:
    receipt = send(MESSAGE)
    (message,) = slack.messages
    assert message["text"] == "Pack 2025-10 is released: R&amp;D &lt;5% over budget, thanks @channel"
    assert (message["mrkdwn"], message["parse"], message["unfurl_links"]) == (False, "none", False)
    assert slack.tokens == {"Bearer xoxb-test"}
    assert receipt.reference == f"C0FINANCE/{message['ts']}"
    assert look_up(MESSAGE) == receipt


def test_a_message_with_another_key_is_not_ours(slack: FakeSlack) -> None:
    assert look_up(MESSAGE) is None
    send(MESSAGE, KEY + "1")
    assert look_up(MESSAGE) is None
    elsewhere = PostMessage(channel="C0OTHER", text="hello")
    send(elsewhere)
    assert look_up(MESSAGE) is None
    assert look_up(elsewhere) is not None


def test_a_message_is_found_on_a_later_page_of_a_busy_channel(slack: FakeSlack) -> None:
    receipt = send(MESSAGE)
    slack.messages += [{"channel": "C0FINANCE", "text": str(n), "ts": receipt.reference[10:]} for n in range(7)]
    slack.page_size = 3
    assert look_up(MESSAGE) == receipt
    assert slack.methods().count("conversations.history") == 3


@pytest.mark.parametrize(
    "fault", [Fault(hang_up=True), Fault(status=500), Fault(status=503), Fault(error="fatal_error")]
)
@pytest.mark.parametrize("carried_out", [True, False])
def test_after_a_doubt_the_channel_says_whether_it_was_posted(
    slack: FakeSlack, fault: Fault, carried_out: bool
) -> None:
    slack.faults["chat.postMessage"] = [Fault(**{**vars(fault), "carried_out": carried_out})]
    with pytest.raises(EffectInDoubt):
        send(MESSAGE)
    assert slack.methods().count("chat.postMessage") == 1
    assert (look_up(MESSAGE) is not None) == carried_out


def test_a_short_rate_limit_is_waited_for(slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [Fault(status=429, error="ratelimited", retry_after="0")]
    send(MESSAGE)
    assert slack.methods() == ["chat.postMessage", "chat.postMessage"]
    assert len(slack.messages) == 1


def test_a_long_rate_limit_is_told_at_once(slack: FakeSlack) -> None:
    slack.faults["chat.postMessage"] = [Fault(status=429, error="ratelimited", retry_after="3600")]
    with pytest.raises(EffectFailed, match=r"ratelimited.*try again later"):
        send(MESSAGE)
    assert slack.messages == []


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        ("not_in_channel", "invite the app to the channel"),
        ("invalid_auth", "valid bot token"),
        ("missing_scope", "channels:history"),
        ("msg_too_long", "documentation"),
    ],
)
def test_a_refusal_posted_nothing_and_says_the_mend(slack: FakeSlack, error: str, mend: str) -> None:
    slack.faults["chat.postMessage"] = [Fault(error=error)]
    with pytest.raises(EffectFailed, match=f"{error}.*{mend}"):
        send(MESSAGE)
    assert slack.methods() == ["chat.postMessage"]


def test_a_channel_that_cannot_be_searched_leaves_the_doubt(slack: FakeSlack) -> None:
    slack.faults["conversations.history"] = [Fault(error="missing_scope")]
    with pytest.raises(EffectInDoubt, match=r"could not be searched.*groups:history"):
        look_up(MESSAGE)


def test_a_workspace_that_is_not_reached_got_nothing(slack: FakeSlack) -> None:
    from blocks.slack_workspace import SlackWorkspace

    nowhere = SlackWorkspace(token=SecretStr("xoxb-test"), channel="C0FINANCE", base_url="http://127.0.0.1:1/")
    nowhere.save("default", overwrite=True)
    with pytest.raises(EffectFailed, match="was not reached"):
        send(MESSAGE)


def test_without_a_workspace_nothing_is_proposed_and_nothing_is_sent() -> None:
    assert not asyncio.run(slack_configured())
    with pytest.raises(EffectFailed, match="No Slack workspace is configured: save a SlackWorkspace"):
        send(MESSAGE)


def test_a_workspace_is_configured_by_its_block_document(slack: FakeSlack) -> None:
    assert asyncio.run(slack_configured())


def test_an_update_changes_the_message_and_adds_none(slack: FakeSlack) -> None:
    channel, ts = send(MESSAGE).reference.split("/")
    update = UpdateMessage(channel=channel, ts=ts, text="Approved by Ada", blocks=({"type": "divider"},))
    assert send(update) == send(update)
    (message,) = slack.messages
    assert message["text"] == "Approved by Ada"
    assert message["blocks"] == [{"type": "divider"}]


def test_a_file_is_shared_with_its_bytes_and_found_by_its_reference(slack: FakeSlack) -> None:
    receipt = send(FILE)
    (file,) = slack.files.values()
    assert file["content"] == b"%PDF of the pack"
    assert file["title"].startswith("pack.pdf (ref. ")
    assert slack.messages[0]["text"] == "The pack &lt;!here&gt; &amp; more"
    assert receipt.reference == f"C0FINANCE/{file['id']}"
    found = look_up(FILE)
    assert found is not None and found.reference == receipt.reference
    assert look_up(FILE, KEY + "1") is None


@pytest.mark.parametrize(
    ("call", "fault"),
    [
        ("files.getUploadURLExternal", Fault(status=500)),
        ("files.getUploadURLExternal", Fault(hang_up=True)),
        ("upload", Fault(status=500)),
    ],
)
def test_an_upload_that_broke_off_shared_nothing(slack: FakeSlack, call: str, fault: Fault) -> None:
    slack.faults[call] = [fault]
    with pytest.raises(EffectFailed, match=r"pack\.pdf was not uploaded"):
        send(FILE)
    assert slack.messages == []


@pytest.mark.parametrize("carried_out", [True, False])
def test_after_a_doubt_the_channel_says_whether_the_file_was_shared(slack: FakeSlack, carried_out: bool) -> None:
    slack.faults["files.completeUploadExternal"] = [Fault(hang_up=True, carried_out=carried_out)]
    with pytest.raises(EffectInDoubt):
        send(FILE)
    assert (look_up(FILE) is not None) == carried_out
    assert len(slack.messages) == carried_out


@pytest.mark.parametrize("channel", ["#finance", "finance", "C0FINANCE,C0OTHER", "U0ADA", ""])
def test_a_channel_without_an_id_is_refused(channel: str) -> None:
    with pytest.raises(ValidationError, match="channel"):
        PostMessage(channel=channel, text="hello")


def test_effects_say_in_a_line_what_they_do() -> None:
    assert PostMessage(channel="C0FINANCE", text="Hello\nworld").describe() == (
        "Post to Slack channel C0FINANCE: “Hello”."
    )
    assert FILE.describe() == "Share pack.pdf in Slack channel C0FINANCE: “The pack <!here> & more”."
    for effect in (MESSAGE, FILE):
        assert type(effect).model_validate_json(effect.model_dump_json()) == effect
