"""List a server's tools, and call one as it was listed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tasks.single_flight import single_flight
from tasks.tools.mcp.connections import Session, session
from tasks.tools.mcp.doors import Door
from tasks.tools.mcp.failures import (
    CallLost,
    CallRefused,
    NotOffered,
    ServerAway,
    SessionEnded,
    UnusableResult,
)
from tasks.tools.mcp.offers import Offer, offers
from tasks.tools.mcp.results import value_of

_SAYS_NO = (-32602, -32601)
"""Codes of JSON-RPC by which a server that is well refuses what it was asked: the arguments, the method."""


async def listed(door: Door) -> dict[str, Offer]:
    """Return what the server offers now, by name; raise `ServerAway` where it does not say."""
    try:
        return await _listed(door)
    except SessionEnded:
        return await _listed(door)


async def called(door: Door, offer: Offer, arguments: dict[str, Any]) -> Any:
    """Return what the tool gives, with the server's secrets taken out; raise what `failures` lists where it does not.

    The tool is called once at most, and only as it was offered: the server is asked for its tools before each call.
    """
    try:
        value = await _called(door, offer, arguments)
    except SessionEnded:
        value = await _called(door, offer, arguments)
    return _scrubbed(door, value)


async def _listed(door: Door) -> dict[str, Offer]:
    async with session(door) as one:
        return await _offers(one)


async def _called(door: Door, offer: Offer, arguments: dict[str, Any]) -> Any:
    async with session(door) as one:
        now = (await _offers(one)).get(offer.name)
        if now is None or now.said != offer.said:
            raise NotOffered(f"Server '{door.name}' {'changed' if now else 'no longer has'} its tool '{offer.name}'.")
        async with _answering(one, CallLost):
            result = await one.client.call_tool(offer.name, arguments)
        return value_of(result, offer.result is not None, door.server.largest_result)


async def _offers(one: Session) -> dict[str, Offer]:
    async with _answering(one, SessionEnded if one.kept else ServerAway):
        # Calls at the same moment share one list: it takes longer than most calls.
        return await single_flight(one, lambda: offers(one.client))


@asynccontextmanager
async def _answering(one: Session, away: type[ServerAway]) -> AsyncIterator[None]:
    """Give the server its time to answer, and raise the SDK's errors as ours: `away` where it does not."""
    from mcp import MCPError
    from pydantic import ValidationError

    seconds = one.door.server.timeout
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError as error:
        raise away(f"Server '{one.door.name}' did not answer within {seconds:g} s.") from error
    except MCPError as error:
        if error.code in _SAYS_NO:
            raise CallRefused(one.door.without_secrets(error.message)) from error
        raise away(one.told(error)) from error
    except (RuntimeError, ValidationError) as error:  # how the SDK says that a result is not as declared
        raise UnusableResult("It gave something else than it declares.") from error
    except (OSError, ExceptionGroup) as error:
        raise away(one.told(error)) from error


def _scrubbed(door: Door, value: Any) -> Any:
    """Return the value without the server's secrets, which a server that talks too much may repeat."""
    if not door.secrets:
        return value
    if isinstance(value, str):
        return door.without_its_own(value)
    if isinstance(value, list):
        return [_scrubbed(door, item) for item in value]
    if isinstance(value, dict):
        return {door.without_its_own(key): _scrubbed(door, item) for key, item in value.items()}
    return value
