"""From a call that a flow wants of a server to the effect that a person approves, and back to the server."""

import json
from typing import Any

from tasks.casebook import tool_sources
from tasks.casebook.database import reading
from tasks.casebook.tool_grants import accepted
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.effect import EffectFailed
from tasks.settings import settings
from tasks.tools.mcp.doors import Door, door_to
from tasks.tools.mcp.effect import CallServerTool
from tasks.tools.mcp.offers import Offer
from tasks.tools.mcp.source import known, server_of
from tasks.tools.registry import find
from tasks.tools.schema import problems, schema_sha256


async def proposed_call(name: str, arguments: dict[str, Any]) -> CallServerTool:
    """Return the effect of calling a server's tool; the server hears nothing yet.

    Raise `ToolRefused` for a tool that is not there, that nobody accepted as it is, or that does not take this.
    """
    tool = await find(settings().tenant, name)
    if tool is None:
        raise ToolRefused(Outcome.UNKNOWN, f"There is no tool '{name}': `countersign tools` lists those there are.")
    schema = schema_sha256(tool)
    if not await _is_accepted(name, schema):
        raise ToolRefused(
            Outcome.SCHEMA_CHANGED,
            f"'{name}' is not what a person accepted: read what it says with `countersign tools show {name}`, then "
            f"`countersign tools accept {name} --comment TEXT`.",
        )
    found = problems(tool.arguments, arguments)
    if found:
        raise ToolRefused(Outcome.INVALID_ARGUMENTS, f"'{name}' does not take this: {'; '.join(found)}")
    text = json.dumps(arguments, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return CallServerTool(tool=name, arguments=text, accepted=schema)


async def way_to(name: str, schema: str) -> tuple[Door, Offer]:
    """Return the server of a tool and what it said of it; raise `EffectFailed` where it is not what was approved."""
    source = await tool_sources.source(name.partition(".")[0])
    tool = await find(settings().tenant, name)
    if source is None or tool is None:
        raise EffectFailed(f"There is no tool '{name}' any more, so nothing was called: propose it anew.")
    if schema_sha256(tool) != schema or not await _is_accepted(name, schema):
        raise EffectFailed(f"'{name}' is not the tool any more that was approved, so it was not called.")
    [offer] = [each for each in await known(source) if f"{source.name}.{each.name}" == name]
    return await door_to(source.name, server_of(source)), offer


async def _is_accepted(name: str, schema: str) -> bool:
    async with reading() as connection:
        return await accepted(connection, name) == schema
