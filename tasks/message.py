"""A mail as bytes (RFC 5322 and MIME)."""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address as Mailto
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import NamedTuple, Protocol

from reports.canonical import sha256

_TYPES = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("text", "html"),
}


class Attachment(NamedTuple):
    """A file that travels with a mail."""

    filename: str
    format: str
    content: bytes


class Reader(Protocol):
    """Who is named in a header."""

    @property
    def name(self) -> str: ...
    @property
    def email(self) -> str: ...


class Letter(Protocol):
    """What a mail says and to whom."""

    @property
    def sender(self) -> Reader: ...
    @property
    def to(self) -> Sequence[Reader]: ...
    @property
    def cc(self) -> Sequence[Reader]: ...
    @property
    def subject(self) -> str: ...
    @property
    def text(self) -> str: ...


def message(mail: Letter, files: Sequence[Attachment], *, key: str, at: datetime) -> bytes:
    """Return the mail, in ASCII with CRLF line ends; the same key, time and files give the same bytes."""
    mime = EmailMessage(policy=SMTP)
    mime["From"] = _mailto(mail.sender)
    mime["To"] = tuple(_mailto(reader) for reader in mail.to)
    if mail.cc:
        mime["Cc"] = tuple(_mailto(reader) for reader in mail.cc)
    mime["Subject"] = mail.subject
    mime["Date"] = format_datetime(at)
    mime["Message-ID"] = message_id(mail, key)
    mime["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices in return
    mime.set_content(mail.text, cte="quoted-printable")
    for file in files:
        kind, subtype = _TYPES[file.format]
        mime.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.filename)
    if files:
        mime.set_boundary(f"=_{sha256(key.encode())[:40]}")
    return mime.as_bytes()


def message_id(mail: Letter, key: str) -> str:
    """Return the Message-ID: the key's hash at the sender's domain."""
    return f"<{sha256(key.encode())}@{mail.sender.email.rpartition('@')[2]}>"


def _mailto(reader: Reader) -> Mailto:
    return Mailto(display_name=reader.name, addr_spec=reader.email)
