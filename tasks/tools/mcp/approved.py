"""The tool of a server that a person approved a call of, as long as it is the same."""

from tasks.casebook import tool_sources
from tasks.casebook.tool_grants import is_accepted
from tasks.effect import EffectFailed
from tasks.settings import settings
from tasks.tools.mcp.doors import Door, door_to
from tasks.tools.mcp.offers import Offer
from tasks.tools.mcp.source import known, server_of
from tasks.tools.registry import find
from tasks.tools.schema import schema_sha256


async def way_to(name: str, schema: str) -> tuple[Door, Offer]:
    """Return the server of a tool and what it said of it; raise `EffectFailed` where it is not what was approved."""
    source = await tool_sources.source(name.partition(".")[0])
    tool = await find(settings().tenant, name)
    if source is None or tool is None:
        raise EffectFailed(f"There is no tool '{name}' any more, so nothing was called: propose it anew.")
    if schema_sha256(tool) != schema or not await is_accepted(name, schema):
        raise EffectFailed(f"'{name}' is not the tool any more that was approved, so it was not called.")
    [offer] = [each for each in await known(source) if f"{source.name}.{each.name}" == name]
    return await door_to(source.name, server_of(source)), offer
