"""The Slack workspace that people are told and asked in."""

from typing import Any
from urllib.parse import urlsplit

from prefect.blocks.core import Block
from pydantic import Field, SecretStr, field_validator
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.web.async_client import AsyncWebClient

LONGEST_WAIT = 10
"""Seconds: a longer wait would outlive the effect's claim, so the caller is told instead."""


class SlackWorkspace(Block):
    """A bot in one Slack workspace.

    Example:
        Outside a running loop it is `SlackWorkspace.load("BLOCK_NAME")`.
        ```python
        from blocks.slack_workspace import SlackWorkspace

        workspace = await SlackWorkspace.aload("BLOCK_NAME")
        await workspace.client().auth_test()
        ```
    """

    _block_type_name = "Countersign Slack Workspace"
    _block_type_slug = "countersign-slack-workspace"

    token: SecretStr = Field(
        description="Bot token (xoxb-...) with the scopes chat:write, files:write and channels:history, and "
        "groups:history for private channels.",
    )
    channel: str = Field(
        pattern=r"^[CG][A-Z0-9]{2,20}$",
        description="ID of the channel for approvals and reports, from the channel's details in Slack.",
    )
    base_url: str = Field(
        default="https://slack.com/api/",
        description="Address of the Slack API, or of the proxy that leads to it.",
    )
    settle_seconds: float = Field(
        default=5,
        ge=0,
        le=15,
        description="Seconds that Slack is given to show a message before we look whether it arrived.",
    )

    @field_validator("base_url")
    @classmethod
    def _token_travels_encrypted(cls, address: str) -> str:
        parts = urlsplit(address)
        if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
            raise ValueError(f"The token would travel unencrypted to '{address}': write an https address")
        return address

    def client(self) -> AsyncWebClient:
        """Return a client that repeats a call only where Slack said that it did not carry it out."""
        return AsyncWebClient(
            token=self.token.get_secret_value(),
            base_url=self.base_url,
            timeout=15,
            retry_handlers=[_ShortRateLimits(max_retry_count=2)],
        )


class _ShortRateLimits(AsyncRateLimitErrorRetryHandler):
    """Wait and repeat where Slack asks for a short pause (429, not carried out)."""

    async def _can_retry_async(self, *, response: HttpResponse | None = None, **call: Any) -> bool:
        if not await super()._can_retry_async(response=response, **call) or response is None:
            return False
        seconds = next((value for name, value in response.headers.items() if name.lower() == "retry-after"), ["1"])[0]
        return seconds.isdigit() and int(seconds) <= LONGEST_WAIT
