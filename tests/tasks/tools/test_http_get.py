"""HTTP GET reaches the hosts that are named, at addresses that were checked, and nobody else."""

import asyncio
import gzip
import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tasks.casebook.tool_sources import Source, SourceRefused
from tasks.tools.addresses import reachable
from tasks.tools.builtin.http_get import LARGEST, HttpHosts, fetched, http_tools
from tasks.tools.tool import ArgumentsRefused
from tests.fakes.web_server import FakeWeb, Page, web_server

_watched: list[Any] | None = None


def _watch(event: str, args: tuple[Any, ...]) -> None:
    if _watched is not None and event in ("socket.connect", "socket.sendto"):
        _watched.append(args[1])


sys.addaudithook(_watch)


@contextmanager
def connections() -> Iterator[list[Any]]:
    """Give the addresses that this process connects to while the block runs."""
    global _watched
    _watched = []
    try:
        yield _watched
    finally:
        _watched = None


@pytest.fixture
def web() -> Iterator[FakeWeb]:
    with web_server() as server:
        yield server


def own(web: FakeWeb, *more: str, **rest: Any) -> HttpHosts:
    hosts = (f"127.0.0.1:{web.port}", *more)
    return HttpHosts(hosts=hosts, allow_http=True, allow_private=True, **rest)


def get(url: str, hosts: HttpHosts, **rest: Any) -> dict[str, Any]:
    return asyncio.run(fetched(url, hosts, **rest))


def test_text_and_json_are_read_from_a_host_that_is_named(web: FakeWeb) -> None:
    web.pages["/rate"] = Page(b'{"USD": 1.0842}', headers={"Content-Type": "application/json; charset=utf-8"})
    web.pages["/note"] = Page("Größe".encode("latin-1"), headers={"Content-Type": "text/plain; charset=latin-1"})
    answer = {"status": 200, "media_type": "application/json", "json": {"USD": 1.0842}}
    assert get(f"{web.address}/rate?a=1", own(web)) == answer
    assert get(f"{web.address}/note", own(web))["text"] == "Größe"
    assert get(f"{web.address}/none", own(web))["status"] == 404
    assert web.requests[0] == ("/rate?a=1", f"127.0.0.1:{web.port}")


def test_a_redirect_is_not_followed(web: FakeWeb) -> None:
    web.pages["/go"] = Page(b"", 302, {"Location": f"{web.address}/secret"})
    with pytest.raises(ArgumentsRefused, match="no redirect is followed"):
        get(f"{web.address}/go", own(web))
    assert [path for path, _ in web.requests] == ["/go"]


def test_what_is_too_large_compressed_or_no_text_is_not_read(web: FakeWeb) -> None:
    web.pages["/large"] = Page(b"x" * (LARGEST + 1))
    web.pages["/bomb"] = Page(gzip.compress(b"0" * 10_000_000), headers={"Content-Encoding": "gzip"})
    web.pages["/pdf"] = Page(b"%PDF", headers={"Content-Type": "application/pdf"})
    web.pages["/broken"] = Page(b"{", headers={"Content-Type": "application/json"})
    web.pages["/error"] = Page(b"", 503)
    with pytest.raises(ArgumentsRefused, match="more than 5,000,000 bytes"):
        get(f"{web.address}/large", own(web))
    with pytest.raises(ArgumentsRefused, match="only texts and JSON"):
        get(f"{web.address}/pdf", own(web))
    for path, why in (("/bomb", "compressed"), ("/broken", "it is none"), ("/error", "answered 503")):
        with pytest.raises(ConnectionError, match=why):
            get(f"{web.address}{path}", own(web))


PUBLIC = HttpHosts(hosts=("rates.example",), allow_http=True)

NOT_NAMED = [
    "http://169.254.169.254/latest/meta-data/", "http://metadata.google.internal/", "http://localhost/",
    "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://2130706433/",
    "http://0x7f000001/", "http://0x7f.0.0.1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.1/",
    "http://127.0.1/", "http://0/", "http://0.0.0.0/", "http://10.0.0.5/", "http://192.168.1.1/", "http://172.16.0.1/",
    "http://100.64.0.1/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[fd12:3456::1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[::]/", "http://[::127.0.0.1]/", "http://224.0.0.1/", "http://255.255.255.255/",
    "http://198.18.0.1/", "http://192.0.2.7/", "http://240.0.0.1/", "http://rates.example@127.0.0.1/",
    "http://127.0.0.1#rates.example", "http://127.0.0.1/rates.example", "http://127.0.0.1?rates.example",
    "http://rates.example.127.0.0.1.nip.io/", "http://rates.example.evil.example/", "http://evilrates.example/",
    "http://evil.example\\@rates.example/", "http://rates.example\\@127.0.0.1/", "http://rates.example:22/",
    "http://rates.example:6379/", "http://user:word@rates.example/", "http://user@rates.example/", "http://①②⑦.0.0.1/",
    "http://127。0。0。1/", "http://rates.example./", "http://rates%2eexample@127.0.0.1/", "http://rates.example%00.evil/",
    "file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://rates.example/", "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/", "jar:http://127.0.0.1!/", "data:text/plain,hi", "javascript:alert(1)", "ws://rates.example/",
    "//127.0.0.1/", "/etc/passwd", "rates.example", "", "http://", "http:///", "http:127.0.0.1", "http://[::1", "http://:80/",
    "http://rates.example\r\nHost: x/", "http:// rates.example/", "\thttp://127.0.0.1/", "HTTP://LOCALHOST/",
]  # fmt: skip
"""Addresses that no host of a source stands for."""

INWARD = [
    "127.0.0.1", "localhost", "2130706433", "0x7f000001", "0x7f.0.0.1", "017700000001", "0177.0.0.1", "127.1", "0",
    "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]", "[::ffff:0:0]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[::127.0.0.1]", "169.254.169.254", "[fe80::1]", "10.0.0.5", "192.168.1.1", "172.16.0.1",
    "100.64.0.1", "[fc00::1]", "224.0.0.1", "255.255.255.255", "240.0.0.1", "198.18.0.1", "192.0.2.7", "[ff02::1]",
    "[2001:db8::1]", "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
]  # fmt: skip
"""Hosts that lead inwards, in every way of writing it: refused even where somebody has named them."""


def test_none_of_the_corpus_is_connected_to() -> None:
    """S12: named or not, no address that is not on the open internet gets a packet."""
    by_address = 0
    assert len(NOT_NAMED) + len(INWARD) >= 60
    with web_server() as four, web_server("::1", port=four.port) as six, connections() as seen:
        for url in NOT_NAMED:
            with pytest.raises(ArgumentsRefused):
                get(url, PUBLIC)
        for host in INWARD:
            hosts = HttpHosts.model_construct(hosts=(f"{host}:{four.port}",), allow_http=True)
            with pytest.raises(ArgumentsRefused) as refused:
                get(f"http://{host}:{four.port}/", hosts)
            by_address += "not on the open internet" in str(refused.value)
    assert [each for each in seen if isinstance(each, tuple)] == []
    assert (four.connections, six.connections, four.requests) == (0, 0, [])
    assert by_address >= 25  # the others cannot even be written so
    print(f"{len(NOT_NAMED) + len(INWARD)} addresses, {len(seen)} connections")


def test_the_guard_sees_a_connection_where_there_is_one(web: FakeWeb) -> None:
    web.pages["/"] = Page()
    with connections() as seen:
        get(f"{web.address}/", own(web))
    assert ("127.0.0.1", web.port) in seen
    assert web.connections == 1


@pytest.mark.parametrize(
    "answers",
    [["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["::ffff:169.254.169.254"], ["10.1.2.3"], ["fe80::1%2"]],
)
def test_a_name_that_leads_inwards_is_refused_whatever_else_it_leads_to(answers: list[str]) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return answers

    with connections() as seen, pytest.raises(ArgumentsRefused, match="not on the open internet"):
        get("http://rates.example/", PUBLIC, resolve=resolve)
    assert [each for each in seen if isinstance(each, tuple)] == []


def test_a_name_is_looked_up_once_and_what_it_leads_to_later_does_not_count(web: FakeWeb) -> None:
    """The rebinding attack: the check sees one address, the connection would have gone to another."""
    asked: list[str] = []

    async def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    web.pages["/"] = Page(b"the one that was checked")
    hosts = own(web, f"rates.example:{web.port}")
    with web_server("127.0.0.2", port=web.port) as other:
        assert get(f"http://rates.example:{web.port}/", hosts, resolve=resolve)["text"] == "the one that was checked"
    assert (asked, other.connections) == (["rates.example"], 0)
    assert web.requests == [("/", f"rates.example:{web.port}")]


@pytest.mark.parametrize("own_network", [True, False])
@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "::ffff:169.254.169.254", "fe80::a9fe:a9fe%eth0", "fd00:ec2::254", "fd00:ec2::23",
     "fd20:ce::254", "fd00:42::42", "fd00:c1::a9fe:a9fe", "100.100.100.200", "::ffff:100.100.100.200",
     "168.63.129.16", "192.0.0.192", "0.0.0.0"],
)  # fmt: skip
def test_no_network_includes_an_address_of_keys(address: str, own_network: bool) -> None:
    assert not reachable(address, own_network=own_network)


@pytest.mark.parametrize("address", ["10.0.0.1", "100.64.0.1", "192.168.1.1", "127.0.0.1", "fd12:3456::1", "::1"])
def test_ones_own_network_is_reached_where_it_is_allowed(address: str) -> None:
    assert reachable(address, own_network=True)
    assert not reachable(address, own_network=False)


def test_where_one_address_of_a_name_is_dead_the_next_is_asked(web: FakeWeb) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["::1", "127.0.0.3", "127.0.0.1"]

    web.pages["/"] = Page(b"the one that lives")
    hosts = own(web, f"rates.example:{web.port}")
    with connections() as seen:
        assert get(f"http://rates.example:{web.port}/", hosts, resolve=resolve)["text"] == "the one that lives"
    assert [each[0] for each in seen if isinstance(each, tuple)] == ["::1", "127.0.0.3", "127.0.0.1"]
    assert web.requests == [("/", f"rates.example:{web.port}")]


def test_where_every_address_is_dead_that_is_said(web: FakeWeb) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.3", "127.0.0.4"]

    with pytest.raises(httpx.ConnectError):
        get(f"http://rates.example:{web.port}/", own(web, f"rates.example:{web.port}"), resolve=resolve)


def test_a_proxy_of_the_environment_is_not_asked(web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    web.pages["/"] = Page()
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert get(f"{web.address}/", own(web))["status"] == 200


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    )  # fmt: skip
    chain, secret = folder / f"{name}.pem", folder / f"{name}.key"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return chain, secret


@pytest.mark.parametrize(("certified", "fits"), [("rates.example", True), ("other.example", False)])
def test_the_certificate_must_be_of_the_name_though_the_connection_goes_to_the_address(
    tmp_path: Path, certified: str, fits: bool
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    chain, key = _certificate(tmp_path, certified)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(chain, key)
    with web_server(tls=served) as web:
        web.pages["/"] = Page()
        hosts = HttpHosts(hosts=(f"rates.example:{web.port}",), allow_private=True)
        rest = {"resolve": resolve, "trust": ssl.create_default_context(cafile=str(chain))}
        if fits:
            assert get(f"https://rates.example:{web.port}/", hosts, **rest)["text"] == "fine"
        else:
            with pytest.raises(httpx.ConnectError, match="mismatch"):
                get(f"https://rates.example:{web.port}/", hosts, **rest)


@pytest.mark.parametrize(
    "config",
    [{}, {"hosts": []}, {"hosts": ["https://x"]}, {"hosts": ["*.example"]}, {"hosts": ["x"], "verify": False},
     {"hosts": ["a b"]}],
)  # fmt: skip
def test_a_configuration_that_is_none_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(SourceRefused, match="needs other JSON"):
        asyncio.run(http_tools(Source(uuid4(), "default", "rates", "http-hosts", config)))
