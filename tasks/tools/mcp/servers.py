"""Where a server of tools is and how far it is trusted: what a person wrote when they added it."""

import shlex
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

LOOPBACK = ("127.0.0.1", "::1", "localhost")

ServerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,99}$")]
Header = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,99}$")]
_OURS = ("COUNTERSIGN_", "PREFECT_", "LD_", "DYLD_")
_OF_THE_LAUNCH = ("HOME", "LANG", "PATH", "TMPDIR")


class Server(BaseModel):
    """What both kinds of servers have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reads: frozenset[ToolName] = Field(
        default=frozenset(),
        description="Tools that only read, by the word of the person who added the server; all others count as "
        "writing, whatever the server says of them.",
    )
    timeout: float = Field(default=10, gt=0, le=300, description="Seconds that one call may take.")
    start: float = Field(default=30, gt=0, le=300, description="Seconds that the server has to come up in.")
    largest_result: int = Field(
        default=100_000, ge=1, le=5_000_000, description="Bytes that one result may have, as JSON."
    )

    @property
    def destination(self) -> str:
        """What its secrets are given to: they are refused to any other."""
        raise NotImplementedError

    @property
    def needs(self) -> tuple[str, ...]:
        """Names of the secrets that it is given."""
        raise NotImplementedError


class StdioServer(Server):
    """A command of this machine that speaks over its standard input and output."""

    command: str = Field(min_length=1, max_length=500, description="The program, by its path or its name on PATH.")
    args: tuple[str, ...] = Field(default=(), description="Its arguments. No secrets: every account sees them.")
    environment: tuple[Variable, ...] = Field(
        default=(), description="Names of the variables that it needs; their values stand in the ToolServers block."
    )

    @field_validator("environment")
    @classmethod
    def _none_of_ours(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        wrong = [name for name in names if name.startswith(_OURS) or name in _OF_THE_LAUNCH]
        if wrong:
            raise ValueError(f"A server is given no {wrong[0]}: leave it out, or have the server read another variable")
        return names

    @property
    def destination(self) -> str:
        return shlex.join([self.command, *self.args])

    @property
    def needs(self) -> tuple[str, ...]:
        return self.environment


class HttpServer(Server):
    """An address that speaks streamable HTTP."""

    url: str = Field(max_length=500, description="Its address, https unless it is on this machine.")
    headers: tuple[Header, ...] = Field(
        default=(), description="Names of the headers that it needs; their values stand in the ToolServers block."
    )

    @field_validator("url")
    @classmethod
    def _what_is_said_travels_encrypted(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ValueError(f"'{url}' is no address of a server: write https://HOST/PATH")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError(f"What is asked would travel unencrypted to '{url}': write an https address")
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("An address holds no user, password, query or fragment: secrets go into headers")
        return url

    @property
    def destination(self) -> str:
        return self.url

    @property
    def needs(self) -> tuple[str, ...]:
        return self.headers
