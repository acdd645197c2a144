import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from pydantic import ValidationError

from tasks.effect import EffectFailed, EffectInDoubt, Receipt, Rendition
from tasks.mail import FileMail, SendMail
from tasks.message import Attachment, message
from tasks.smtp import deliver
from tests.fakes.smtp_server import FakeSmtp, Fault, smtp_server

NOON = datetime(2025, 11, 5, 12, tzinfo=UTC)
KEY = "default/financial-reporting/5f0c/deliver/file_mail:ada@example.com/0"
LETTER = {
    "sender": {"name": "Countersign", "email": "reports@example.com"},
    "to": [
        {"name": "Ada Lövelace", "email": "ada@example.com"},
        {"name": "Bo Ek", "email": "bo@example.com"},
    ],
    "cc": [{"name": "Cy, CFO", "email": "cy@example.com"}],
    "subject": "Financial pack 2025-10 – Müller & Söhne",
    "text": "Attached is the pack.\n.\nFrom here on: nothing new.\n",
    "attachments": [
        {"format": "pdf", "filename": "pack 2025-10.pdf"},
        {"format": "html", "filename": "Übersicht.html"},
    ],
}


async def contents(rendition: Rendition) -> bytes:
    return f"the {rendition.format} \n.\n bytes".encode()


def sent_mail(**changes: object) -> SendMail:
    return SendMail.model_validate({**LETTER, **changes})


def as_bytes(key: str = KEY) -> bytes:
    files = [
        Attachment("pack 2025-10.pdf", "pdf", b"%PDF"),
        Attachment("Übersicht.html", "html", b"<p>\xc3\x9c</p>"),
    ]
    return message(sent_mail(), files, key=key, at=NOON)


def test_the_message_says_what_was_approved() -> None:
    mime = message_from_bytes(as_bytes(), policy=default)
    assert mime["From"] == "Countersign <reports@example.com>"
    assert mime["To"] == "Ada Lövelace <ada@example.com>, Bo Ek <bo@example.com>"
    assert mime["Cc"] == '"Cy, CFO" <cy@example.com>'
    assert mime["Subject"] == "Financial pack 2025-10 – Müller & Söhne"
    assert mime["Auto-Submitted"] == "auto-generated"
    text, pdf, html = mime.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == "Attached is the pack.\n.\nFrom here on: nothing new.\n"
    assert (pdf.get_content_type(), pdf.get_filename(), pdf.get_content()) == (
        "application/pdf",
        "pack 2025-10.pdf",
        b"%PDF",
    )
    assert html.get_filename() == "Übersicht.html"
    assert html.get_payload(decode=True) == b"<p>\xc3\x9c</p>"
    assert html.get_content_disposition() == "attachment"


def test_the_same_mail_is_the_same_bytes_and_its_id_follows_from_the_key() -> None:
    assert as_bytes() == as_bytes()
    first, second = (message_from_bytes(as_bytes(key), policy=default) for key in (KEY, KEY + "1"))
    assert first["Message-ID"] != second["Message-ID"]
    assert str(first["Message-ID"]).endswith("@example.com>")
    assert as_bytes().isascii()


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Pack\r\nBcc: eve@example.com"},
        {"subject": "Pack\nBcc: eve@example.com"},
        {"subject": "Pack\u2028Bcc: eve@example.com"},
        {"subject": "Pack\x00"},
        {"subject": ""},
        {"sender": {"name": "A\r\nBcc: eve@example.com", "email": "a@example.com"}},
        {"to": [{"name": "Ada", "email": "ada@example.com>\r\nBcc: <eve@example.com"}]},
        {"to": [{"name": "Ada", "email": "ada@example.com, eve@example.com"}]},
        {"to": [{"name": "Ada", "email": "ada@exämple.com"}]},
        {"to": []},
        {"cc": [{"name": "Ada again", "email": "ADA@example.com"}]},
        {"text": ""},
        {"attachments": [{"format": "pdf", "filename": '../pack".pdf'}]},
        {"attachments": [{"format": "pdf", "filename": "pack.pdf\r\nX: y"}]},
        {"bcc": [{"name": "Eve", "email": "eve@example.com"}]},
    ],
)
def test_a_mail_that_could_say_or_reach_something_else_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        sent_mail(**changes)


def test_a_mail_says_in_one_line_what_it_does() -> None:
    assert sent_mail(cc=[]).describe() == (
        "Mail “Financial pack 2025-10 – Müller & Söhne” from Countersign <reports@example.com> to "
        "Ada Lövelace <ada@example.com>, Bo Ek <bo@example.com> with pack 2025-10.pdf, Übersicht.html."
    )
    assert sent_mail().target == "ada@example.com and 2 more"
    assert "as a file in the outbox folder, not sent" in FileMail.model_validate(LETTER).describe()


# The outbox folder


def filed(mail: FileMail, key: str = KEY) -> Receipt:
    async def prepared_and_sent() -> Receipt:
        return await (await mail.prepare(key, contents))()

    return asyncio.run(prepared_and_sent())


def test_a_mail_in_the_outbox_is_one_file_however_often_it_is_sent(home: Path) -> None:
    mail = FileMail.model_validate(LETTER)
    first, again = filed(mail), filed(mail)
    assert first == again
    (file,) = (home / "outbox" / "default").iterdir()
    assert str(file) == first.reference
    assert file.name.startswith("financial-pack-2025-10-m-ller-s-hne-")
    assert message_from_bytes(file.read_bytes(), policy=default)["Subject"] == mail.subject


def test_another_key_is_another_mail_in_the_outbox(home: Path) -> None:
    mail = FileMail.model_validate(LETTER)
    for key in (KEY, KEY + "1"):
        filed(mail, key)
    assert len(list((home / "outbox" / "default").iterdir())) == 2


def test_an_outbox_that_cannot_be_written_sent_nothing(home: Path) -> None:
    (home / "outbox").write_text("not a folder")
    with pytest.raises(EffectFailed, match="was not written into"):
        filed(FileMail.model_validate(LETTER))


# The mail server


@pytest.fixture
def server() -> Iterator[FakeSmtp]:
    with smtp_server() as fake:
        yield fake


def hand_over(server: FakeSmtp, *recipients: str) -> str:
    from blocks.mailbox import Mailbox

    mailbox = Mailbox(host="127.0.0.1", port=server.port, security="none")
    return asyncio.run(deliver(mailbox.client(), "reports@example.com", recipients, as_bytes()))


def test_the_server_gets_the_mail_once_for_everyone(server: FakeSmtp) -> None:
    assert "Queued as A1B2C3" in hand_over(server, "ada@example.com", "bo@example.com")
    (mail,) = server.mails
    assert mail.sender == "reports@example.com"
    assert mail.recipients == ["ada@example.com", "bo@example.com"]
    assert mail.content == as_bytes()


def test_one_refused_recipient_means_that_nobody_gets_it(server: FakeSmtp) -> None:
    server.unknown = frozenset(["bo@example.com"])
    with pytest.raises(EffectFailed, match=r"refused bo@example\.com \(550 .*correct the address in the people file"):
        hand_over(server, "ada@example.com", "bo@example.com")
    assert server.mails == []


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("refuse sender", "refused the mail .550 5.7.1 Sender not allowed"),
        ("refuse data", "refused the content .554 5.7.1 Looks like spam"),
        ("drop before data", "did not take the mail"),
    ],
)
def test_a_refusal_or_a_loss_before_the_content_sent_nothing(server: FakeSmtp, fault: Fault, complaint: str) -> None:
    server.fault = fault
    with pytest.raises(EffectFailed, match=complaint):
        hand_over(server, "ada@example.com")
    assert server.mails == []


def test_a_connection_lost_after_the_content_leaves_a_doubt(server: FakeSmtp) -> None:
    server.fault = "drop after data"
    with pytest.raises(EffectInDoubt, match="fell silent while it took the mail"):
        hand_over(server, "ada@example.com")
    assert len(server.mails) == 1


def test_a_server_that_is_not_there_got_nothing() -> None:
    with smtp_server() as server:
        gone = server
    with pytest.raises(EffectFailed, match=r"mail server at 127\.0\.0\.1:\d+ did not take the mail.*check the mailbox"):
        hand_over(gone, "ada@example.com")
