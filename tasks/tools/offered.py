"""The tools that an agent may plan with, and what a plan is held to: only what a person accepted is read."""

from dataclasses import replace
from typing import Any

from agents.spec import Agent
from tasks.casebook.database import reading
from tasks.casebook.tool_grants import accepted, is_accepted, standing
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.casebook.tool_sources import SourceRefused
from tasks.casebook.tool_terms import Caller
from tasks.tools.registry import find
from tasks.tools.schema import schema_sha256
from tasks.tools.sources import SourceAway
from tasks.tools.tool import Tool


async def offered(agent: Agent[Any, Any], tenant: str) -> list[Tool]:
    """Return the tools that the agent names, has, and finds as a person accepted them, by name.

    A tool of others whose description changed since is left out: what it says now reaches no model. So is one whose
    source does not answer.
    """
    return [tool for name in sorted(agent.tools) if (tool := await _offered(agent.name, tenant, name)) is not None]


async def readable(tenant: str, name: str) -> Tool | None:
    """Return a tool as a plan may be held to it, None where there is none of this name.

    Of one that is away, or is not what a person accepted, nothing that it says is followed: anything may go in and come
    out, from outside and to it. Its calls are refused when they are made.
    """
    try:
        tool = await find(tenant, name)
    except (SourceAway, SourceRefused):
        return _unread(name)
    if tool is None or tool.own:
        return tool
    return tool if await is_accepted(name, schema_sha256(tool)) else replace(_unread(name), writes=tool.writes)


def _unread(name: str) -> Tool:
    return Tool(name=name, description="", arguments={}, result={}, call=_closed)


async def _closed(caller: Caller, arguments: dict[str, Any]) -> Any:
    raise ToolRefused(Outcome.FAILED, "Nobody has read what this tool says, so it is not called.")


async def _offered(agent: str, tenant: str, name: str) -> Tool | None:
    try:
        tool = await find(tenant, name)
    except (SourceAway, SourceRefused):
        return None
    if tool is None or tool.writes:
        return None
    async with reading() as connection:
        grant, pinned = await standing(connection, name, agent), await accepted(connection, name)
    if tool.own:
        return tool if grant is None or grant.granted else None
    return tool if grant is not None and grant.granted and pinned == schema_sha256(tool) else None
