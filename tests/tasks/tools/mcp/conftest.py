"""What the tests of servers of tools share."""

from collections.abc import Iterator

import pytest

from tests.tasks.tools.mcp.servers import ToolServer, http_server


@pytest.fixture(scope="module")
def over_http(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToolServer]:
    """A server of tools over HTTP, started once for all tests of a file."""
    with http_server(tmp_path_factory.mktemp("http")) as server:
        yield server


@pytest.fixture
def server(over_http: ToolServer) -> ToolServer:
    """That server, as if nobody had asked it anything."""
    over_http.forget()
    return over_http
