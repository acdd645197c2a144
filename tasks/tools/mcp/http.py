"""A server of tools behind an address: nothing is followed elsewhere, no answer is read without end."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tasks.tools.mcp.servers import HttpServer
from tasks.tools.mcp.stdio import LONGEST_LINE, Words

if TYPE_CHECKING:
    import httpx2


@asynccontextmanager
async def reached(server: HttpServer, headers: Mapping[str, str], words: Words) -> AsyncIterator[tuple[Any, Any]]:
    """Give the streams to the server and from it; its session is ended afterwards."""
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    async def noted(response: "httpx2.Response") -> None:
        if response.status_code >= 300:
            words.lines.append(f"(HTTP {response.status_code})")
        _limit(response, words)

    async with (
        httpx2.AsyncClient(
            headers=dict(headers),
            timeout=httpx2.Timeout(10, read=server.timeout),
            follow_redirects=False,
            event_hooks={"response": [noted]},
        ) as client,
        streamable_http_client(server.url, http_client=client, max_sse_event_size=LONGEST_LINE) as streams,
    ):
        yield streams


def _limit(response: "httpx2.Response", words: Words) -> None:
    """Have an answer end in an error once it is longer than the longest message."""
    import httpx2

    inner = response.stream
    assert isinstance(inner, httpx2.AsyncByteStream)

    class Limited(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for piece in inner:
                read += len(piece)
                if read > LONGEST_LINE:
                    words.lines.append(f"(an answer of more than {LONGEST_LINE:,} bytes)")
                    raise httpx2.ReadError("the answer is too long")
                yield piece

        async def aclose(self) -> None:
            await inner.aclose()

    response.stream = Limited()
