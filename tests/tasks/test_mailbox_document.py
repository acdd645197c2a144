"""Mail through the mailbox that this installation's tenant has."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from blocks.mailbox import Mailbox
from tasks.effect import EffectFailed, Receipt, Rendition
from tasks.mail import Address, FileMail, SendMail, compose
from tasks.settings import settings
from tests.fakes.smtp_server import FakeSmtp, smtp_server

ADA = Address(name="Ada", email="ada@example.com")
PDF = Rendition(format="pdf", filename="pack.pdf")


async def contents(rendition: Rendition) -> bytes:
    return b"%PDF of the pack"


@pytest.fixture(autouse=True)
def tenant(home: Path, monkeypatch: pytest.MonkeyPatch, prefect_server: None) -> None:
    monkeypatch.setenv("COUNTERSIGN_TENANT", "north")
    settings.cache_clear()


@pytest.fixture
def server() -> Iterator[FakeSmtp]:
    with smtp_server() as fake:
        mailbox = Mailbox(sender="Close <close@example.com>", host="127.0.0.1", port=fake.port, security="none")
        mailbox.save("default", overwrite=True)
        yield fake
        Mailbox.delete("default")


def composed() -> SendMail | FileMail:
    return asyncio.run(compose(to=[ADA], subject="Pack", text="Attached.", attachments=[PDF]))


def sent(mail: SendMail | FileMail) -> Receipt:
    async def prepared_and_sent() -> Receipt:
        return await (await mail.prepare("north/close/1", contents))()

    return asyncio.run(prepared_and_sent())


def test_without_a_block_document_mail_goes_into_the_tenants_outbox(home: Path) -> None:
    mail = composed()
    assert isinstance(mail, FileMail)
    assert mail.sender == Address(name="Countersign", email="countersign@localhost")
    assert Path(sent(mail).reference).parent == home / "outbox" / "north"


def test_with_a_mail_server_the_mail_leaves_from_its_sender(server: FakeSmtp) -> None:
    mail = composed()
    receipt = sent(mail)
    (accepted,) = server.mails
    assert isinstance(mail, SendMail)
    assert accepted.mime["From"] == "Close <close@example.com>"
    assert accepted.mime["Message-ID"] == receipt.reference
    assert [part.get_filename() for part in accepted.mime.iter_attachments()] == ["pack.pdf"]
    assert "Queued as A1B2C3" in receipt.note


def test_the_tenants_own_mailbox_comes_before_the_default_one(server: FakeSmtp) -> None:
    Mailbox(sender="North <north@example.com>").save("north", overwrite=True)
    try:
        assert composed().sender == Address(name="North", email="north@example.com")
    finally:
        Mailbox.delete("north")


def test_a_mail_approved_for_the_server_is_not_put_into_a_folder_instead(server: FakeSmtp, home: Path) -> None:
    mail = composed()
    Mailbox().save("default", overwrite=True)
    with pytest.raises(EffectFailed, match="no mail server: give its block document a host"):
        sent(mail)
    assert server.mails == []
    assert not (home / "outbox").exists()
