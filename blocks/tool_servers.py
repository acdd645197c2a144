"""The keys of the servers that agents' tools come from."""

from typing import Self

from prefect.blocks.core import Block
from prefect.types import SecretDict
from pydantic import Field, model_validator


class SecretsRefused(PermissionError):
    """Secrets that are not there, or not for this receiver."""


class ToolServers(Block):
    """Secrets of the servers of tools (MCP), each with the one receiver that it is for.

    Where a server is stands in the casebook, which more people may write to: a server that has been led elsewhere
    there gets no secret. Load the block with `ToolServers.load("default")`:

    ```python
    from blocks.tool_servers import ToolServers

    servers = await ToolServers.aload("default")
    variables = servers.handed("github", "github-mcp-server stdio", ["GITHUB_TOKEN"])
    ```
    """

    _block_type_name = "Tool Servers"
    _block_type_slug = "tool-servers"
    _description = "Keys of servers of tools (MCP), each for one command line or address."

    receivers: dict[str, str] = Field(
        default={},
        description="By the server's name: the whole command line, or the address, that its secrets are for.",
    )
    secrets: SecretDict = Field(
        default_factory=lambda: SecretDict({}),
        description='By "SERVER/NAME": the value of a variable (stdio) or a header (HTTP), as '
        '{"github/GITHUB_TOKEN": "...", "erp/Authorization": "Bearer ..."}.',
    )

    @model_validator(mode="after")
    def _refuse_a_secret_for_nobody(self) -> Self:
        for key, value in self.secrets.get_secret_value().items():
            server, _, name = key.partition("/")
            if not (server and name and isinstance(value, str)):
                raise ValueError(f"secrets has '{key}', which is no SERVER/NAME with a text: mend or remove it.")
            if server not in self.receivers:
                raise ValueError(f"receivers lacks '{server}': say which command line or address its secrets are for.")
        return self

    def handed(self, server: str, receiver: str, names: tuple[str, ...]) -> dict[str, str]:
        """Return the server's secrets of these names; raise `SecretsRefused` where one lacks or is for another."""
        if not names:
            return {}
        meant = self.receivers.get(server)
        if meant is not None and meant != receiver:
            raise SecretsRefused(
                f"The secrets of '{server}' are for “{meant}”, and the server leads to “{receiver}”: change whichever "
                "is wrong, the ToolServers block or the server."
            )
        values = self.secrets.get_secret_value()
        lacking = [name for name in names if f"{server}/{name}" not in values]
        if lacking:
            raise SecretsRefused(
                f"Server '{server}' needs {', '.join(lacking)}: give the ToolServers block '{server}/{lacking[0]}' in "
                f"secrets, and “{receiver}” as the receiver of '{server}'."
            )
        return {name: values[f"{server}/{name}"] for name in names}
