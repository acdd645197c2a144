"""The kinds of sources that tools come from, and what a source gives at the moment of asking."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.tools.tool import Tool

KINDS: dict[str, str] = {
    "mcp-stdio": "tasks.tools.mcp.source:tools",
    "mcp-http": "tasks.tools.mcp.source:tools",
    "http-hosts": "tasks.tools.builtin.http_get:http_tools",
}
"""For each kind of source the function that gives its tools: `async (Source) -> Sequence[Tool]`.

It is asked before every call, so it answers fast: what takes long is kept in the process under the source's `id`. It
raises `SourceRefused` for a configuration that cannot be, and `SourceAway` where the source does not answer.
"""

DISCOVERIES: dict[str, str] = {
    "mcp-stdio": "tasks.tools.mcp.source:asked_anew",
    "mcp-http": "tasks.tools.mcp.source:asked_anew",
}
"""For kinds whose tools are described elsewhere and kept here the function that has them described anew.

`async (Source) -> Mapping[str, str]`: what is offered and cannot be used, by name, with why.
"""

SECONDS = 15
"""Longest that a source may take to say what tools it has, where its kind leaves that to us."""

LIMITS: dict[str, str] = {
    "mcp-stdio": "tasks.tools.mcp.source:seconds",
    "mcp-http": "tasks.tools.mcp.source:seconds",
}
"""For kinds whose sources say so themselves the function that gives these seconds: `(Source) -> float`."""

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./-]{0,109}")


class SourceAway(ConnectionError):
    """A source that does not say what tools it has."""


async def tools_of(source: Source) -> dict[str, Tool]:
    """Return the tools of a source by name.

    Raise `SourceRefused` where its kind or its configuration cannot be, or a tool is not named "<source>.<tool>", and
    `SourceAway` where it does not answer.
    """
    seconds: float = at_place(LIMITS[source.kind])(source) if source.kind in LIMITS else SECONDS
    try:
        async with asyncio.timeout(seconds):
            found: Sequence[Tool] = await _kind(source)(source)
    except TimeoutError as error:
        raise SourceAway(f"Source '{source.name}' did not say within {seconds:g} s what tools it has.") from error
    for tool in found:
        if not (tool.name.startswith(f"{source.name}.") and _NAME.fullmatch(tool.name)):
            raise SourceRefused(f"Source '{source.name}' has a tool '{tool.name}': name it '{source.name}.NAME'.")
    return {tool.name: replace(tool, source=str(source.id)) for tool in found}


async def asked_anew(source: Source) -> dict[str, str]:
    """Have the source describe its tools anew, which `tools_of` gives then; return those that nobody can use, and why.

    Raise as `tools_of` does.
    """
    return await at_place(DISCOVERIES[source.kind])(source) if source.kind in DISCOVERIES else {}


async def discovered(source: Source) -> dict[str, Tool]:
    """Return the source's tools by name, as they are described anew; raise as `tools_of` does."""
    await asked_anew(source)
    return await tools_of(source)


def _kind(source: Source) -> Callable[[Source], Awaitable[Sequence[Tool]]]:
    if source.kind not in KINDS:
        known = ", ".join(sorted(KINDS)) or "none"
        raise SourceRefused(f"'{source.kind}' is no kind of source: there are {known}.")
    return at_place(KINDS[source.kind])


def at_place(place: str) -> Any:
    """Return what stands at "module:NAME", imported now."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
