"""HTTP GET from the hosts that a source of kind "http-hosts" names, and from nowhere else."""

import json
import ssl
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, StringConstraints, ValidationError

from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.casebook.tool_terms import Caller
from tasks.tools.tool import ArgumentsRefused, Tool

if TYPE_CHECKING:
    import httpx

    from tasks.tools.pinned import Resolve

LARGEST = 5_000_000
"""Bytes of one answer."""
SECONDS = 10
_TEXTS = ("text/", "application/json", "application/xml", "application/xhtml+xml", "application/yaml")

Host = Annotated[str, StringConstraints(pattern=r"^(?:[a-z0-9._-]{1,253}|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$")]


class HttpHosts(BaseModel, frozen=True, extra="forbid"):
    """What a source of kind "http-hosts" is configured with."""

    hosts: tuple[Host, ...] = Field(min_length=1, description="Names, each with its port where that is not 443 or 80.")
    says: str = Field(default="", max_length=500, description="What is to be found there, for the agent that plans.")
    allow_http: bool = Field(default=False, description="Whether http is fetched beside https.")
    allow_private: bool = Field(default=False, description="Whether the hosts may lie in one's own network.")
    cache_minutes: int = Field(default=0, ge=0, le=1440, description="For how long an answer is kept for equal calls.")


async def http_tools(source: Source) -> Sequence[Tool]:
    """Return the one tool of a source of hosts, "<source>.get"; raise `SourceRefused` for JSON that configures none."""
    try:
        hosts = HttpHosts.model_validate(source.config)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SourceRefused(f"Source '{source.name}' needs other JSON: {told}") from error
    return [_tool(source, hosts)]


def _tool(source: Source, hosts: HttpHosts) -> Tool:
    async def get(caller: Caller, arguments: dict[str, Any]) -> Any:
        return await fetched(arguments["url"], hosts)

    where = f"{', '.join(hosts.hosts)}{f' ({hosts.says})' if hosts.says else ''}"
    return Tool(
        name=f"{source.name}.get",
        description=(
            f"Fetches an address by HTTP GET from {where}. Gives the status and the text, or under `json` the value of "
            "a JSON answer. Redirects are not followed."
        ),
        arguments={
            "type": "object",
            "additionalProperties": False,
            "required": ["url"],
            "properties": {"url": {"type": "string", "minLength": 1, "maxLength": 2000}},
        },
        result={
            "type": "object",
            "additionalProperties": False,
            "required": ["status", "media_type"],
            "properties": {
                "status": {"type": "integer"},
                "media_type": {"type": "string"},
                "text": {"type": "string"},
                "json": {},
            },
        },
        call=get,
        cache=timedelta(minutes=hosts.cache_minutes) if hosts.cache_minutes else None,
        timeout=SECONDS,
    )


async def fetched(
    text: str, hosts: HttpHosts, *, resolve: "Resolve | None" = None, trust: ssl.SSLContext | None = None
) -> dict[str, Any]:
    """Return what a GET of the address gives; raise `ArgumentsRefused` for one that may not be fetched.

    `resolve` looks names up in place of the system, `trust` decides on certificates.
    """
    import httpx

    from tasks.tools.pinned import PinnedTransport, checked_url, system_addresses

    url = checked_url(text, hosts.hosts, plain=hosts.allow_http)
    transport = PinnedTransport(trust or _trust(), own_network=hosts.allow_private, resolve=resolve or system_addresses)
    headers = {"Accept-Encoding": "identity", "User-Agent": "countersign"}
    client = httpx.AsyncClient(
        transport=transport, headers=headers, timeout=SECONDS, follow_redirects=False, trust_env=False
    )
    async with client, client.stream("GET", url) as response:
        _refuse(response)
        return _read(response, await _body(response))


def _refuse(response: "httpx.Response") -> None:
    if response.is_redirect:
        raise ArgumentsRefused(f"'{response.request.url.host}' redirects elsewhere, and no redirect is followed.")
    if response.is_server_error:
        raise ConnectionError(f"the server answered {response.status_code}")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise ConnectionError("the server sent a compressed answer, which was not asked for")
    kind = response.headers.get("content-type", "text/plain").lower()
    if not kind.startswith(_TEXTS) and "+json" not in kind and "+xml" not in kind:
        raise ArgumentsRefused(f"The answer is '{kind[:80]}', and only texts and JSON are read.")


async def _body(response: "httpx.Response") -> bytes:
    body = bytearray()
    async for part in response.aiter_raw():
        body += part
        if len(body) > LARGEST:
            raise ArgumentsRefused(f"The answer has more than {LARGEST:,} bytes: ask for less.")
    return bytes(body)


def _read(response: "httpx.Response", body: bytes) -> dict[str, Any]:
    kind = response.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()
    told = {"status": response.status_code, "media_type": kind}
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return told | {"json": json.loads(body, parse_constant=_no_number)}
        except (ValueError, RecursionError) as error:
            raise ConnectionError("the server says that its answer is JSON, and it is none") from error
    return told | {"text": body.decode(response.charset_encoding or "utf-8", errors="replace")}


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


@cache
def _trust() -> ssl.SSLContext:
    """Return whom to trust, read once: reading the certificates takes longer than many a call."""
    import httpx

    return httpx.create_ssl_context()
