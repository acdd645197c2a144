"""Ask servers of tools what they offer: at the start and from time to time, so that a change is heard of early."""

from prefect.client.orchestration import PrefectClient

from flows.keeper.one_by_one import OneByOne
from tasks.casebook import dead_letters, tool_grants, tool_sources
from tasks.casebook.database import writing
from tasks.casebook.tool_sources import Source
from tasks.tools.mcp.connections import close
from tasks.tools.schema import schema_sha256
from tasks.tools.sources import DISCOVERIES, discovered

KIND = "tool changed"


async def look_at_servers(client: PrefectClient, rows: OneByOne) -> None:
    """Put before a person what servers say otherwise than was accepted, and take back what is well again."""
    sources = [source for source in await tool_sources.listing() if source.kind in DISCOVERIES]
    try:
        await rows.each("ask the server of source", _look_at, [(source.id, source) for source in sources])
    finally:
        await close()
    await _take_back({source.name for source in sources})


async def _look_at(source: Source) -> None:
    offered = {name: schema_sha256(tool) for name, tool in (await discovered(source)).items()}
    for name, schema in (await _accepted(source)).items():
        if offered.get(name) == schema:
            await _resolve(name, "it is what was accepted")
        elif name in offered:
            await _bury(name, offered[name], f"'{name}' is described otherwise than a person accepted")
        else:
            await _bury(name, "", f"'{name}' is not offered any more, or not in a form that can be used")


async def _accepted(source: Source) -> dict[str, str]:
    _, pins = await tool_grants.listing()
    return {name: schema for name, schema in pins.items() if name.startswith(f"{source.name}.")}


async def _bury(name: str, schema: str, what: str) -> None:
    reason = (
        f"{what}, and is refused: read what it says now with `countersign tools show {name}`, then `countersign tools "
        f"accept {name} --comment TEXT`, or `countersign tools revoke {name} --comment TEXT`."
    )
    await dead_letters.bury(KIND, f"tool:{name}", reason, case=None, payload={"schema": schema})


async def _take_back(sources: set[str]) -> None:
    """Resolve what was said of tools that nobody accepts, or whose source is gone."""
    _, pins = await tool_grants.listing()
    for letter in await dead_letters.unresolved():
        name = letter.object.removeprefix("tool:")
        if letter.kind == KIND and (name not in pins or name.partition(".")[0] not in sources):
            await _resolve(name, "it is no longer accepted")


async def _resolve(name: str, why: str) -> None:
    async with writing() as connection:
        await dead_letters.resolve(connection, f"tool:{name}", why)
