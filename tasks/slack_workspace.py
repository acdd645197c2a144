"""The tenant's Slack workspace, and what every effect on it needs: names of channels and messages, a look back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import StringConstraints

from tasks.effect import EffectFailed

if TYPE_CHECKING:
    from blocks.slack_workspace import SlackWorkspace

ChannelId = Annotated[str, StringConstraints(pattern=r"^[CGD][A-Z0-9]{2,20}$")]
"""Names of channels change and cannot be searched; the ID stands in the channel's details."""
Timestamp = Annotated[str, StringConstraints(pattern=r"^\d{1,12}\.\d{6}$")]
"""Slack's name for a message within its channel."""


async def slack_configured() -> bool:
    """Return whether this tenant has a Slack workspace; without one no effect on Slack is proposed."""
    return await _workspace() is not None


async def configured_workspace() -> "SlackWorkspace":
    """Return the tenant's workspace; raise `EffectFailed` where there is none."""
    workspace = await _workspace()
    if workspace is None:
        raise EffectFailed(
            "No Slack workspace is configured: save a SlackWorkspace block document named 'default', then try again."
        )
    return workspace


async def _workspace() -> "SlackWorkspace | None":
    from blocks.slack_workspace import SlackWorkspace
    from tasks.block_document import load_block

    return await load_block(SlackWorkspace)


async def look_for(channel: str, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any] | None:
    """Return the channel's message of the last weeks for which `is_it` holds, None where there is none."""
    from tasks.slack_call import find_message

    workspace = await configured_workspace()
    return await find_message(workspace.client(), channel, is_it, settle_seconds=workspace.settle_seconds)


def first_line(text: str) -> str:
    """Return the first line of a text that is not blank, cut at 80 signs."""
    line = text.strip().splitlines()[0]
    return line if len(line) <= 80 else line[:79] + "…"
