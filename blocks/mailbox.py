"""The mailbox that documents are sent from."""

from email.utils import parseaddr
from typing import TYPE_CHECKING, Literal, Self

from prefect.blocks.core import Block
from pydantic import Field, SecretStr, model_validator

if TYPE_CHECKING:
    from aiosmtplib import SMTP


class Mailbox(Block):
    """The sender's address, and either a mail server or, without a host, a folder of .eml files.

    Example:
        Outside a running loop it is `Mailbox.load("BLOCK_NAME")`.
        ```python
        from blocks.mailbox import Mailbox

        mailbox = await Mailbox.aload("BLOCK_NAME")
        async with mailbox.client() as smtp:
            await smtp.noop()
        ```
    """

    _block_type_name = "Countersign Mailbox"
    _block_type_slug = "countersign-mailbox"

    sender: str = Field(
        default="Countersign <countersign@localhost>",
        description='Sender of every mail, as "Name <name@example.com>".',
    )
    host: str = Field(default="", description="Mail server; empty to write mails into a folder instead.")
    port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the connection is encrypted; none only without a user name."
    )
    username: str = Field(default="", description="User name at the mail server; empty to send without logging in.")
    password: SecretStr = Field(default=SecretStr(""), description="Password or app password of the user.")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if "@" not in parseaddr(self.sender)[1]:
            raise ValueError(f"The sender '{self.sender}' has no address: write Name <name@example.com>")
        if self.username and self.security == "none":
            raise ValueError("A password would travel unencrypted: choose starttls or tls, or remove the user name")
        if bool(self.username) != bool(self.password.get_secret_value()):
            raise ValueError("User name and password belong together: give both or neither")
        return self

    def client(self) -> "SMTP":
        """Return a client that connects, and logs in where there is a user name, as it is entered."""
        from aiosmtplib import SMTP

        if not self.host:
            raise ValueError("This mailbox has no mail server: give its block document a host.")
        return SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.username or None,
            password=self.password.get_secret_value() or None,
            timeout=20,
        )
