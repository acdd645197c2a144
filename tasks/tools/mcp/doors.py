"""How a server of tools is entered: its secrets found, its program or address reached, the protocol agreed on."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.redaction import redacted
from tasks.tools.mcp.failures import ServerAway
from tasks.tools.mcp.servers import HttpServer, StdioServer
from tasks.tools.mcp.stdio import Program, Words

if TYPE_CHECKING:
    from mcp import Client

_SHORTEST_SECRET = 4
"""Characters: a shorter value would be found in any text."""


@dataclass(frozen=True)
class Door:
    """One server with what it needs to let us in."""

    name: str
    server: StdioServer | HttpServer
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells two sessions apart: another configuration or secret is another session."""
        return self.name, self.server, tuple(sorted(self.secrets.items()))

    @asynccontextmanager
    async def opened(self, words: Words, ended: Callable[[], None]) -> "AsyncIterator[Client]":
        """Give a client that has agreed with the server on the protocol; `ended` is called when the program ends."""
        from mcp import Client

        async with self._transport(words, ended) as streams:
            # No cache: what a server says of a tool is read anew before each call. No callbacks: it can ask us nothing.
            client = Client(_Given(streams), cache=None, read_timeout_seconds=self.server.start)
            async with client:
                yield client

    def _transport(self, words: Words, ended: Callable[[], None]) -> AbstractAsyncContextManager[tuple[Any, Any]]:
        if isinstance(self.server, StdioServer):
            return self._program(self.server, words, ended)
        from tasks.tools.mcp.http import reached

        return reached(self.server, self.secrets, words)

    @asynccontextmanager
    async def _program(
        self, server: StdioServer, words: Words, ended: Callable[[], None]
    ) -> AsyncIterator[tuple[Any, Any]]:
        from tasks.tools.mcp.stdio import running

        folder = Path(tempfile.mkdtemp(prefix=f"countersign-server-{self.name}-"))
        try:
            own = {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"}
            own |= {"HOME": str(folder), "TMPDIR": str(folder)}
            program = Program((server.command, *server.args), own | dict(self.secrets), folder, words, ended)
            async with running(program) as streams:
                yield streams
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def without_its_own(self, text: str) -> str:
        """Return the text without the secrets that this server was given."""
        for value in self.secrets.values():
            bare = value.removeprefix("Bearer ")
            if len(bare) >= _SHORTEST_SECRET:
                text = text.replace(bare, "[secret]")
        return text

    def without_secrets(self, text: str) -> str:
        """Return the text without this server's secrets, and without what looks like anybody's."""
        return redacted(self.without_its_own(text))


class _Given:
    """Streams that are open already, as the SDK's client takes them."""

    def __init__(self, streams: tuple[Any, Any]) -> None:
        self._streams = streams

    async def __aenter__(self) -> tuple[Any, Any]:
        return self._streams

    async def __aexit__(self, *error: object) -> None:
        return None


async def door_to(name: str, server: StdioServer | HttpServer) -> Door:
    """Return the way into a server; raise `ServerAway` where the ToolServers block lacks what it needs."""
    if not server.needs:
        return Door(name, server)
    from blocks.tool_servers import SecretsRefused, ToolServers
    from tasks.block_document import load_block

    try:
        block = await load_block(ToolServers) or ToolServers()
    except Exception as error:  # Prefect's client raises what its transport, its server or its settings raise
        raise ServerAway(f"The ToolServers block cannot be read ({type(error).__name__}): is Prefect up?") from error
    try:
        return Door(name, server, block.handed(name, server.destination, server.needs))
    except SecretsRefused as refused:
        raise ServerAway(str(refused)) from refused
