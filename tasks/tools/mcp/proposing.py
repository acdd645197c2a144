"""From a call that a flow wants of a server to the effect that a person approves."""

import json
from typing import Any

from tasks.casebook.tool_grants import is_accepted
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.settings import settings
from tasks.tools.mcp.effect import CallServerTool
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
    if not await is_accepted(name, schema):
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
