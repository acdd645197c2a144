"""Servers as sources of tools: what they offer is read when somebody asks for it, and trusted once accepted."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from pydantic import ValidationError

from tasks.casebook import server_offers
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.casebook.tool_terms import Caller
from tasks.tools.mcp.calls import called, listed
from tasks.tools.mcp.doors import door_to
from tasks.tools.mcp.failures import NotOffered, ServerAway, ToolFailed, UnusableResult
from tasks.tools.mcp.offers import Offer
from tasks.tools.mcp.results import TEXT
from tasks.tools.mcp.servers import HttpServer, StdioServer
from tasks.tools.sources import SourceAway
from tasks.tools.tool import ArgumentsRefused, Tool

STDIO = "mcp-stdio"
HTTP = "mcp-http"
_MODELS = {STDIO: StdioServer, HTTP: HttpServer}


async def tools(source: Source) -> Sequence[Tool]:
    """Return the source's tools as its server last described them; the server is asked where it never was.

    So a server that is away keeps its tools, and one that hangs holds nobody up: each call compares what it says then.
    Raise `SourceRefused` for a configuration that cannot be and `SourceAway` where the server has never answered.
    """
    server = server_of(source)
    return [_tool(source, server, offer) for offer in await known(source) if not offer.unusable]


async def known(source: Source) -> list[Offer]:
    """Return what the source's server offers, as far as we know; raise as `tools` does."""
    kept = await server_offers.seen(source.id)
    if kept is None or kept.offered_at is None:
        return await discovered(source)
    return [Offer(**each) for each in kept.offers]


async def discovered(source: Source) -> list[Offer]:
    """Return what the source's server offers now, unusable ones too, and keep it; raise as `tools` does."""
    try:
        offers = list((await listed(await door_to(source.name, server_of(source)))).values())
    except ServerAway as away:
        await server_offers.note_away(source.id, str(away))
        raise SourceAway(str(away)) from away
    await server_offers.note(source.id, [asdict(offer) for offer in offers])
    return offers


async def asked_anew(source: Source) -> dict[str, str]:
    """Have the server say what it offers, which `tools` gives then; return what cannot be used, by name, with why."""
    return {offer.name: offer.unusable for offer in await discovered(source) if offer.unusable}


def seconds(source: Source) -> float:
    """Return how long the source's server may take to say what it offers, by the person who added it; raise as `tools`
    does.
    """
    server = server_of(source)
    return 2 * (server.start + server.timeout) + 1  # a session that had ended is begun anew


def server_of(source: Source) -> StdioServer | HttpServer:
    """Return the server that a source's configuration describes; raise `SourceRefused` where it describes none."""
    try:
        return _MODELS[source.kind].model_validate(source.config)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_url=False, include_input=False)
        )
        raise SourceRefused(f"Source '{source.name}' describes no server of kind {source.kind}: {wrong}.") from error


def _tool(source: Source, server: StdioServer | HttpServer, offer: Offer) -> Tool:
    return Tool(
        name=f"{source.name}.{offer.name}",
        description=offer.description,
        arguments=_closed(offer.arguments),
        result=TEXT if offer.result is None else offer.result,
        hints=({"title": offer.title} if offer.title else {}) | offer.annotations,
        call=partial(_call, source, server, offer),
        # A hint that a tool only reads comes from whom it would serve to lie: a person's word counts.
        writes=offer.name not in server.reads,
        timeout=server.start + server.timeout + 1,
    )


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema of arguments that takes nothing beside what it names, unless it says of what form that is."""
    return schema if isinstance(schema.get("additionalProperties"), dict) else schema | {"additionalProperties": False}


async def _call(
    source: Source, server: StdioServer | HttpServer, offer: Offer, caller: Caller, arguments: dict[str, Any]
) -> Any:
    """Call the tool; what is raised holds no word of the server, since whoever plans reads it."""
    name = f"{source.name}.{offer.name}"
    try:
        return await called(await door_to(source.name, server), offer, arguments)
    except NotOffered as changed:
        with suppress(SourceAway):
            await discovered(source)
        raise ToolRefused(
            Outcome.SCHEMA_CHANGED,
            f"{changed} Read what it says now with `countersign tools show {name}`, then `countersign tools accept "
            f"{name} --comment TEXT`.",
        ) from changed
    except ToolFailed as failed:
        raise ArgumentsRefused(f"'{name}' says that it cannot do this with these arguments.") from failed
    except UnusableResult as unusable:
        raise ToolRefused(Outcome.INVALID_RESULT, f"'{name}' gave nothing that is read: {unusable}") from unusable
    except ServerAway as away:
        await server_offers.note_away(source.id, str(away))
        raise SourceAway(f"The server of '{name}' is away: `countersign tools` says why.") from away
