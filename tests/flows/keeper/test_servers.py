"""The keeper asks servers of tools what they offer, and puts a change before a person."""

from collections.abc import Iterator
from typing import Any

import pytest

from flows.keeper.loop import ROUNDS
from flows.keeper.one_by_one import OneByOne
from flows.keeper.servers import look_at_servers
from tasks.casebook import dead_letters, server_offers, tool_sources
from tasks.casebook.tool_grants import accept, listing
from tasks.tools import sources
from tasks.tools.schema import schema_sha256
from tests.fakes.prefect_client import FakePrefect
from tests.tasks.tools.mcp.servers import ToolServer, http_server
from tests.tasks.tools.workbench import says


@pytest.fixture(scope="module")
def over_http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToolServer]:
    with http_server(tmp_path_factory.mktemp("http")) as server:
        yield server


@pytest.fixture
def server(over_http: ToolServer) -> ToolServer:
    over_http.forget()
    return over_http


async def looked() -> list[tuple[str, str]]:
    """Let the keeper look; return what lies before a person then."""
    await look_at_servers(FakePrefect(), OneByOne())  # pyright: ignore[reportArgumentType]
    return [(letter.kind, letter.object) for letter in await dead_letters.unresolved()]


def test_a_change_is_put_before_a_person_until_it_is_accepted_or_taken_back(casebook: Any, server: ToolServer) -> None:
    async def story() -> None:
        source = tool_sources.proposed("books", "mcp-http", server.config)
        await tool_sources.add(source, says())
        assert await looked() == []
        tools = await sources.tools_of(source)
        for name in ("books.add", "books.say"):
            await accept(name, schema_sha256(tools[name]), says())
        assert await looked() == []

        server.says(add={"description": "Add, and tell the press."})
        assert await looked() == await looked() == [("tool changed", "tool:books.add")]
        await accept("books.add", schema_sha256((await sources.tools_of(source))["books.add"]), says())
        assert await looked() == []

        server.says(say=None)
        assert set(await looked()) == {("tool changed", "tool:books.say"), ("tool changed", "tool:books.add")}
        server.says()
        await tool_sources.remove("books", says())
        assert await looked() == []
        assert (await listing())[1] == {}

    casebook(story())
    assert look_at_servers in ROUNDS


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_server_that_is_away_holds_no_other_up(casebook: Any, server: ToolServer) -> None:
    async def story() -> None:
        away = tool_sources.proposed("away", "mcp-http", {"url": "http://127.0.0.1:9/mcp"})
        there = tool_sources.proposed("there", "mcp-http", server.config)
        for source in (away, there):
            await tool_sources.add(source, says())
        assert await looked() == []
        known = await server_offers.seen(away.id), await server_offers.seen(there.id)
        assert known[0] is not None and "connection" in known[0].away and known[0].offered_at is None
        assert known[1] is not None and not known[1].away and len(known[1].offers) == 13

    casebook(story())
