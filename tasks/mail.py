"""Mail, through a mail server or into a folder of .eml files."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from reports.canonical import sha256
from tasks.effect import Call, Contents, Effect, EffectFailed, Receipt, Rendition
from tasks.folder import NameTaken, in_words, read_inside, write_once
from tasks.message import Attachment, message, message_id
from tasks.people import Email, Person

if TYPE_CHECKING:
    from aiosmtplib import SMTP

    from blocks.mailbox import Mailbox

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$", max_length=200)]
"""One line of text: what could begin another header is refused."""


class Address(BaseModel, frozen=True, extra="forbid"):
    """An e-mail address with the name that its reader sees."""

    name: Line
    email: Email

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(name=person.name, email=person.email)

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class Mail(Effect, frozen=True):
    """One mail with everything that its readers will see; how it leaves is the subclasses' matter."""

    sender: Address
    to: tuple[Address, ...] = Field(min_length=1)
    cc: tuple[Address, ...] = ()
    subject: Line
    text: str = Field(min_length=1)
    attachments: tuple[Rendition, ...] = ()

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        emails = [address.email.lower() for address in (*self.to, *self.cc)]
        twice = [email for email in emails if emails.count(email) > 1]
        if twice:
            raise ValueError(f"'{twice[0]}' is a recipient twice: name each once, in to or in cc")
        for rendition in self.attachments:
            if not re.fullmatch(r"[^\x00-\x1f\x7f-\x9f/\\\"]{1,200}", rendition.filename):
                raise ValueError(f"{rendition.filename!r} names no attachment: leave out / \\ and quotes")
        return self

    @property
    def target(self) -> str:
        more = len(self.to) + len(self.cc) - 1
        return self.to[0].email + (f" and {more} more" if more else "")

    @property
    def wording(self) -> str:
        return self.text

    async def _message(self, key: str, contents: Contents) -> bytes:
        files = [Attachment(each.filename, each.format, await contents(each)) for each in self.attachments]
        return message(self, files, key=key, at=datetime.now(UTC))

    def _says(self) -> str:
        readers = ", ".join(str(address) for address in (*self.to, *self.cc))
        files = ", ".join(each.filename for each in self.attachments)
        return f"Mail “{self.subject}” from {self.sender} to {readers}" + (f" with {files}" if files else "")


class SendMail(Mail, frozen=True):
    """Send a mail through the mail server of the mailbox.

    Safety C: SMTP can neither be asked nor told that this is the same mail again. The Message-ID follows
    from the key, so that receivers which drop repetitions can, and a person can search for it.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "C"

    kind: Literal["send_mail"] = "send_mail"

    def describe(self) -> str:
        return f"{self._says()}."

    def trace(self, key: str) -> str:
        return f"Message-ID {message_id(self, key)}"

    async def prepare(self, key: str, contents: Contents) -> Call:
        mailbox = await configured_mailbox()
        if not mailbox.host:
            raise EffectFailed("The mailbox has no mail server: give its block document a host, then try again.")
        return partial(self._deliver, mailbox.client(), key, await self._message(key, contents))

    async def _deliver(self, smtp: "SMTP", key: str, content: bytes) -> Receipt:
        from tasks.smtp import deliver

        recipients = [address.email for address in (*self.to, *self.cc)]
        answer = await deliver(smtp, self.sender.email, recipients, content)
        return Receipt(reference=message_id(self, key), sha256=sha256(content), note=answer)


class FileMail(Mail, frozen=True):
    """Put a mail as an .eml file into the outbox folder, where nothing leaves the machine.

    Safety A: the file's name follows from the key, and the mail that lies there already is the mail.
    """

    safety: ClassVar[Literal["A", "B", "C"]] = "A"

    kind: Literal["file_mail"] = "file_mail"

    def describe(self) -> str:
        return f"{self._says()}: as a file in the outbox folder, not sent."

    async def prepare(self, key: str, contents: Contents) -> Call:
        return partial(self._file, key, await self._message(key, contents))

    async def _file(self, key: str, mail: bytes) -> Receipt:
        from tasks.settings import settings

        folder, name = settings().outbox_folder, self.filename(key)
        try:
            content = await asyncio.to_thread(read_inside, folder, name)
            if content is None:
                content = mail
                await asyncio.to_thread(write_once, folder, name, content)
        except NameTaken:
            raise EffectFailed(f"Another attempt has just written {name}: try again.") from None
        except OSError as error:
            raise EffectFailed(f"{name} was not written into {folder}: {in_words(error)}.") from error
        return Receipt(reference=str(folder / name), sha256=sha256(content))

    def filename(self, key: str) -> str:
        """Return the name of the mail's file: the subject for people, the key's hash for us."""
        words = re.sub(r"[^a-z0-9]+", "-", self.subject.lower()).strip("-")[:60]
        return f"{words or 'mail'}-{sha256(key.encode())[:16]}.eml"


async def compose(
    *,
    to: Sequence[Address],
    subject: str,
    text: str,
    cc: Sequence[Address] = (),
    attachments: Sequence[Rendition] = (),
) -> SendMail | FileMail:
    """Return the mail from the tenant's mailbox: for its mail server or, without one, for the outbox."""
    from email.utils import parseaddr

    mailbox = await configured_mailbox()
    name, email = parseaddr(mailbox.sender)
    content: dict[str, Any] = {
        "to": to,
        "cc": cc,
        "subject": subject,
        "text": text,
        "attachments": attachments,
    }
    kind = SendMail if mailbox.host else FileMail
    return kind.model_validate({"sender": Address(name=name or email, email=email), **content})


async def configured_mailbox() -> "Mailbox":
    """Return the tenant's mailbox; without a block document the one that writes into the outbox folder."""
    from blocks.mailbox import Mailbox
    from tasks.block_document import load_block

    return await load_block(Mailbox) or Mailbox()
