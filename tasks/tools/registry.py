"""The tools of a tenant: those built in, and those of its sources as they stand at the moment of asking."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

from agents.spec import Agent
from tasks.casebook import tool_sources
from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.settings import settings
from tasks.tools.tool import Tool

BUILT_IN: dict[str, str] = {
    "calculator": "tasks.tools.builtin.calculator:CALCULATOR",
    "query": "tasks.tools.builtin.query:QUERY",
    "dates": "tasks.tools.builtin.dates:DATES",
    "past_cases": "tasks.tools.builtin.past_cases:PAST_CASES",
    "documents": "tasks.tools.builtin.documents:DOCUMENTS",
}
"""Name and place of each tool that comes with the project, named so that none is imported before it is called."""

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


class ToolWrites(PermissionError):
    """A tool that no agent may be given."""


async def tools(tenant: str) -> dict[str, Tool]:
    """Return the tenant's tools by name; raise `SourceAway` where one of its sources does not answer."""
    found = {tool.name: tool for tool in built_in_tools()}
    for source in await _sources(tenant):
        found |= await tools_of(source)
    return found


def built_in_tools() -> list[Tool]:
    """Return the tools that come with the project."""
    return [_built_in(name) for name in BUILT_IN]


async def find(tenant: str, name: str) -> Tool | None:
    """Return one of the tenant's tools as it is now, None where there is none of this name.

    Only its own source is asked; raise `SourceAway` where that does not answer.
    """
    if name in BUILT_IN:
        return _built_in(name)
    source = await _source_of(tenant, name)
    return None if source is None else (await tools_of(source)).get(name)


async def is_known(tenant: str, name: str) -> bool:
    """Tell whether there is such a tool, or a source that may have it; no source is asked."""
    return name in BUILT_IN or await _source_of(tenant, name) is not None


async def tools_of(source: Source) -> dict[str, Tool]:
    """Return the tools of a source by name.

    Raise `SourceRefused` where its kind or its configuration cannot be, or a tool is not named "<source>.<tool>", and
    `SourceAway` where it does not answer.
    """
    seconds: float = _at(LIMITS[source.kind])(source) if source.kind in LIMITS else SECONDS
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
    return await _at(DISCOVERIES[source.kind])(source) if source.kind in DISCOVERIES else {}


async def discovered(source: Source) -> dict[str, Tool]:
    """Return the source's tools by name, as they are described anew; raise as `tools_of` does."""
    await asked_anew(source)
    return await tools_of(source)


async def grantable(name: str, *, writes: bool = False) -> Tool:
    """Return one of this tenant's tools, as people say something of it.

    Raise LookupError where there is none, `ToolWrites` for one that writes unless `writes`, and `SourceAway` where its
    source does not answer.
    """
    tool = await find(settings().tenant, name)
    if tool is None:
        raise LookupError(f"There is no tool '{name}': `countersign tools` lists them.")
    if tool.writes and not writes:
        raise ToolWrites(
            f"'{name}' may change something, and no agent is given what does: let the flow propose it as an effect."
        )
    return tool


async def missing_tools(agent: Agent[Any, Any], tenant: str) -> list[str]:
    """Return one sentence for each tool that the agent names and cannot be given, with the mend."""
    told = []
    for name in sorted(agent.tools):
        try:
            tool = await find(tenant, name)
        except (SourceAway, SourceRefused) as error:
            told.append(f"Agent '{agent.name}' names the tool '{name}', whose source gives none: {error}")
            continue
        if tool is None:
            told.append(
                f"Agent '{agent.name}' names the tool '{name}', which tenant '{tenant}' does not have: take it out of "
                "the agent, or add its source with `countersign tools add`. `countersign tools` lists those there are."
            )
        elif tool.writes:
            told.append(
                f"Agent '{agent.name}' names the tool '{name}', which may change something: take it out of the agent, "
                "and let the flow propose it as an effect."
            )
    return told


def _built_in(name: str) -> Tool:
    return _at(BUILT_IN[name])


def _kind(source: Source) -> Callable[[Source], Awaitable[Sequence[Tool]]]:
    if source.kind not in KINDS:
        known = ", ".join(sorted(KINDS)) or "none"
        raise SourceRefused(f"'{source.kind}' is no kind of source: there are {known}.")
    return _at(KINDS[source.kind])


async def _sources(tenant: str) -> list[Source]:
    return [source for source in await tool_sources.listing() if source.tenant == tenant]


async def _source_of(tenant: str, name: str) -> Source | None:
    prefix, dot, _ = name.partition(".")
    source = await tool_sources.source(prefix) if dot else None
    return source if source is not None and source.tenant == tenant else None


def _at(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
