import asyncio
import json

import pytest
from prefect.types import SecretDict
from pydantic import ValidationError

from blocks.tool_servers import SecretsRefused, ToolServers


def _block() -> ToolServers:
    return ToolServers(
        receivers={"github": "github-mcp-server stdio", "erp": "https://erp.example.com/mcp"},
        secrets=SecretDict({"github/GITHUB_TOKEN": "canary-1", "erp/Authorization": "Bearer canary-2"}),
    )


def test_a_server_is_handed_its_own_secrets() -> None:
    assert _block().handed("github", "github-mcp-server stdio", ("GITHUB_TOKEN",)) == {"GITHUB_TOKEN": "canary-1"}
    assert _block().handed("time", "mcp-server-time", ()) == {}


def test_a_server_that_was_led_elsewhere_is_handed_nothing() -> None:
    with pytest.raises(
        SecretsRefused, match=r"for “https://erp\.example\.com/mcp”, and the server leads to “https://evil"
    ):
        _block().handed("erp", "https://evil.example/mcp", ("Authorization",))
    with pytest.raises(SecretsRefused, match="leads to “github-mcp-server stdio --log-to"):
        _block().handed("github", "github-mcp-server stdio --log-to evil.example", ("GITHUB_TOKEN",))


def test_a_secret_that_lacks_is_named_with_the_mend() -> None:
    with pytest.raises(SecretsRefused, match=r"needs Cookie: give the ToolServers block 'erp/Cookie' in secrets"):
        _block().handed("erp", "https://erp.example.com/mcp", ("Authorization", "Cookie"))
    with pytest.raises(SecretsRefused, match=r"'other/KEY' in secrets, and “other” as the receiver of 'other'"):
        _block().handed("other", "other", ("KEY",))


@pytest.mark.parametrize(
    ("secrets", "why"),
    [
        ({"GITHUB_TOKEN": "x"}, "no SERVER/NAME"),
        ({"github/": "x"}, "no SERVER/NAME"),
        ({"github/GITHUB_TOKEN": 7}, "no SERVER/NAME"),
        ({"hub/TOKEN": "x"}, "receivers lacks 'hub'"),
    ],
)
def test_a_secret_for_nobody_is_refused(secrets: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        ToolServers(receivers={"github": "github-mcp-server"}, secrets=SecretDict(secrets))


def test_prefect_shows_no_secret_of_it(prefect_server: None) -> None:
    from prefect.client.orchestration import get_client

    async def shown() -> str:
        await _block().save("tools-test", overwrite=True)
        async with get_client() as client:
            document = await client.read_block_document_by_name("tools-test", "tool-servers", include_secrets=False)
        loaded = await ToolServers.aload("tools-test")
        assert loaded.handed("github", "github-mcp-server stdio", ("GITHUB_TOKEN",)) == {"GITHUB_TOKEN": "canary-1"}
        await ToolServers.adelete("tools-test")
        return json.dumps(document.data) + repr(loaded)

    said = asyncio.run(shown())
    assert "github-mcp-server" in said
    assert "canary" not in said
