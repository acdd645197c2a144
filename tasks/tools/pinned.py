"""A way to fetch from hosts that are named: each name is looked up once, and the address that was checked is used."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from socket import SOCK_STREAM

import httpx

from tasks.tools.addresses import reachable
from tasks.tools.tool import ArgumentsRefused

PORTS = {"https": 443, "http": 80}

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def system_addresses(host: str, port: int) -> list[str]:
    """Return the addresses that the system gives for a name, in the order in which it prefers them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def checked_url(text: str, hosts: Collection[str], *, plain: bool) -> httpx.URL:
    """Return the address that a text means; raise `ArgumentsRefused` unless its host is one of those that are named.

    A host is named with its port where that is not its scheme's own. `plain` allows http beside https.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        raise ArgumentsRefused(f"'{text[:200]}' is no address ({error}).") from error
    schemes = ("https", "http") if plain else ("https",)
    if url.scheme not in schemes:
        raise ArgumentsRefused(f"'{text[:200]}': only {' and '.join(schemes)} addresses are fetched.")
    if url.userinfo:
        raise ArgumentsRefused(f"The address of '{url.host}' holds a user or a password: leave it out.")
    port = url.port or PORTS[url.scheme]
    host = f"[{url.host}]" if ":" in url.host else url.host
    named = {host, f"{host}:{port}"} if port == PORTS[url.scheme] else {f"{host}:{port}"}
    if named.isdisjoint(hosts):
        raise ArgumentsRefused(f"'{url.netloc.decode()[:200]}' is none of the hosts here: {', '.join(sorted(hosts))}.")
    return url


class PinnedTransport(httpx.AsyncBaseTransport):
    """Connects to an address that it checked, under the name that was asked for: the next where one is dead."""

    def __init__(self, trust: ssl.SSLContext, *, own_network: bool, resolve: Resolve = system_addresses) -> None:
        self._inner = httpx.AsyncHTTPTransport(verify=trust, trust_env=False, retries=0)
        self._own_network = own_network
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        *others, last = await self._addresses(host, request.url.port or PORTS[request.url.scheme])
        request.extensions = {**request.extensions, "sni_hostname": host}  # the certificate must be the name's
        limits = request.extensions.get("timeout", {})
        if others and limits.get("connect"):
            share = limits["connect"] / (len(others) + 1)
            request.extensions["timeout"] = {**limits, "connect": share}
        for address in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):  # nothing was asked yet
                return await self._asked(request, address)
        return await self._asked(request, last)

    async def _asked(self, request: httpx.Request, address: str) -> httpx.Response:
        request.url = request.url.copy_with(host=address)  # the Host header keeps the name
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, host: str, port: int) -> list[str]:
        """Return a name's addresses, at least one; raise where one of them may not be fetched from."""
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            raise httpx.ConnectError(f"'{host}' has no address ({error.strerror or error})") from error
        for address in found:
            if not reachable(address, own_network=self._own_network):
                raise ArgumentsRefused(
                    f"'{host}' leads to {address}, which is not on the open internet: nothing is fetched from there."
                    + ("" if self._own_network else " A host of one's own network needs allow_private in its source.")
                )
        if not found:
            raise httpx.ConnectError(f"'{host}' has no address")
        return found
