"""The tools that an agent may plan with: only of these does it read what they say of themselves."""

from typing import Any

from agents.spec import Agent
from tasks.casebook.database import reading
from tasks.casebook.tool_grants import accepted, standing
from tasks.casebook.tool_sources import SourceRefused
from tasks.tools.registry import SourceAway, find
from tasks.tools.schema import schema_sha256
from tasks.tools.tool import Tool


async def offered(agent: Agent[Any, Any], tenant: str) -> list[Tool]:
    """Return the tools that the agent names, has, and finds as a person accepted them, by name.

    A tool of others whose description changed since is left out: what it says now reaches no model. So is one whose
    source does not answer.
    """
    return [tool for name in sorted(agent.tools) if (tool := await _offered(agent.name, tenant, name)) is not None]


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
