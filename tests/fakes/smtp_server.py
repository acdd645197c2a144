"""A mail server on the loopback interface that remembers what it accepted."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Fault = Literal["drop before data", "drop after data", "refuse data", "refuse sender"]


@dataclass
class Accepted:
    """A mail the server took responsibility for."""

    sender: str
    recipients: list[str]
    content: bytes

    @property
    def mime(self) -> EmailMessage:
        parsed = message_from_bytes(self.content, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class FakeSmtp:
    """What happened at the server; `fault` says how it misbehaves."""

    port: int = 0
    mails: list[Accepted] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    fault: Fault | None = None
    unknown: frozenset[str] = frozenset()
    """Recipients that it refuses."""
    password: str = ""

    async def handle_MAIL(  # noqa: N802 - aiosmtpd names its hooks so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append(f"MAIL {address}")
        if self.fault == "refuse sender":
            return "550 5.7.1 Sender not allowed"
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.commands.append(f"RCPT {address}")
        if address in self.unknown:
            return "550 5.1.1 No such user"
        if self.fault == "drop before data":
            _hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.commands.append("DATA")
        if self.fault == "refuse data":
            return "554 5.7.1 Looks like spam"
        assert isinstance(envelope.content, bytes)
        self.mails.append(Accepted(str(envelope.mail_from), list(envelope.rcpt_tos), envelope.content))
        if self.fault == "drop after data":
            _hang_up(server)
        return "250 2.0.0 Queued as A1B2C3"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, login: Any
    ) -> AuthResult:
        good = isinstance(login, LoginPassword) and login.password.decode() == self.password
        return AuthResult(success=good, handled=False)


class _OnFreePort(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


@contextmanager
def smtp_server(**controller: Any) -> Iterator[FakeSmtp]:
    """Run the server on a free port; `controller` are further settings of aiosmtpd's Controller."""
    fake = FakeSmtp()
    if "tls_context" in controller:
        controller = {**controller, "authenticator": fake.authenticate, "auth_required": True}
    running = _OnFreePort(fake, hostname="127.0.0.1", port=0, ready_timeout=10, **controller)
    running.start()
    try:
        fake.port = running.port
        yield fake
    finally:
        running.stop()
