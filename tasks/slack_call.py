"""Calls to Slack, and what their failures mean: not done, or perhaps done."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tasks.effect import EffectFailed, EffectInDoubt

CALL_SECONDS = 20
"""A file takes two of these, which together stay below the time for which an effect is claimed."""
LOOK_BACK = timedelta(days=30)
"""How old a message may be that we look for; an attempt older than this is for a person to judge."""

_UNCLEAR = frozenset(["fatal_error", "internal_error", "service_unavailable"])
"""Errors after which, Slack says, part of the call may have been carried out."""
_NOT_CARRIED_OUT = range(400, 500)
_CARRIED_OUT_PERHAPS = frozenset([HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY])
_MENDS = {
    "not_in_channel": "invite the app to the channel",
    "channel_not_found": "copy the channel's ID again and invite the app to it",
    "is_archived": "choose a channel that is not archived",
    "invalid_auth": "put a valid bot token into the SlackWorkspace block",
    "token_revoked": "put a valid bot token into the SlackWorkspace block",
    "missing_scope": "give the app the scopes chat:write, files:write, channels:history and groups:history",
    "ratelimited": "try again later",
}


async def answer(call: Awaitable[Any]) -> Any:
    """Return Slack's answer to one call.

    Raise `EffectFailed` where Slack did not carry it out, with the mend, and `EffectInDoubt` where it may have.
    """
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return await call
    except SlackApiError as error:
        raise _meaning(error) from error
    except aiohttp.ClientConnectorError as error:
        raise EffectFailed(f"Slack was not reached ({error}): check the network and the base_url.") from error
    except Exception as error:  # whatever else ended the call, the request may have left
        raise EffectInDoubt(f"The call to Slack ended without an answer ({error or 'no answer in time'}).") from error


async def upload(client: AsyncWebClient, filename: str, content: bytes) -> str:
    """Give Slack the file's bytes and return its file id; raise `EffectFailed`: nobody sees it before it is shared."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            ticket = await answer(client.files_getUploadURLExternal(filename=filename, length=len(content)))
            await answer(_put(ticket["upload_url"], content))
            return ticket["file_id"]
    except (EffectInDoubt, TimeoutError) as error:
        raise EffectFailed(f"{filename} was not uploaded to Slack: {error or 'no answer in time'}") from error


async def find_message(
    client: AsyncWebClient, channel: str, is_it: Callable[[dict[str, Any]], bool], *, settle_seconds: float
) -> dict[str, Any] | None:
    """Return the newest message of the channel for which `is_it` holds, or None.

    Slack is first given `settle_seconds` to show what it took. Raise `EffectInDoubt` where it cannot be asked.
    """
    await asyncio.sleep(settle_seconds)
    oldest = str((datetime.now(UTC) - LOOK_BACK).timestamp())
    cursor: str | None = None
    while True:
        page = await _page(client, channel=channel, oldest=oldest, cursor=cursor)
        for message in page["messages"]:
            if is_it(message):
                return message
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None


async def _page(client: AsyncWebClient, **where: Any) -> Any:
    try:
        return await answer(client.conversations_history(**where, limit=200, include_all_metadata=True))
    except EffectFailed as error:
        raise EffectInDoubt(f"The channel could not be searched for it: {error}") from error


async def _put(url: str, content: bytes) -> None:
    async with aiohttp.ClientSession(raise_for_status=True) as session, session.post(url, data=content):
        pass


def _meaning(error: SlackApiError) -> EffectFailed | EffectInDoubt:
    status = getattr(error.response, "status_code", None) or getattr(error.response, "status", 0)
    data = getattr(error.response, "data", None)
    code = data.get("error", "") if isinstance(data, dict) else ""
    if status in _NOT_CARRIED_OUT and status not in _CARRIED_OUT_PERHAPS:
        return _refused(code or ("ratelimited" if status == HTTPStatus.TOO_MANY_REQUESTS else f"HTTP {status}"))
    if status == HTTPStatus.OK and code and code not in _UNCLEAR:
        return _refused(code)
    return EffectInDoubt(f"Slack answered with an error of its own ({code or f'HTTP {status}'}).")


def _refused(code: str) -> EffectFailed:
    return EffectFailed(f"Slack refused the call ({code}): {_MENDS.get(code, 'see the method in its documentation')}.")
