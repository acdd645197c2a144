"""The tools of a tenant: those built in, and those of its sources as they stand at the moment of asking."""

from typing import Any

from agents.spec import Agent
from tasks.casebook import tool_sources
from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.settings import settings
from tasks.tools.sources import SourceAway, at_place, tools_of
from tasks.tools.tool import Tool

BUILT_IN: dict[str, str] = {
    "calculator": "tasks.tools.builtin.calculator:CALCULATOR",
    "query": "tasks.tools.builtin.query:QUERY",
    "dates": "tasks.tools.builtin.dates:DATES",
    "past_cases": "tasks.tools.builtin.past_cases:PAST_CASES",
    "documents": "tasks.tools.builtin.documents:DOCUMENTS",
}
"""Name and place of each tool that comes with the project, named so that none is imported before it is called."""


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
    return at_place(BUILT_IN[name])


async def _sources(tenant: str) -> list[Source]:
    return [source for source in await tool_sources.listing() if source.tenant == tenant]


async def _source_of(tenant: str, name: str) -> Source | None:
    prefix, dot, _ = name.partition(".")
    source = await tool_sources.source(prefix) if dot else None
    return source if source is not None and source.tenant == tenant else None
