"""Block documents of the tests: Prefect's own `save` registers the block's type anew each time, in five requests."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from prefect.blocks.core import Block
from prefect.settings import PREFECT_API_URL
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

BUSY = 100
"""Requests that Prefect's server may refuse because another one writes; its own client asks again too."""
_registered: set[tuple[str, type[Block]]] = set()


def put(block: Block, name: str = "default") -> None:
    """Keep the block under the name, in place of what was kept there."""
    kind = type(block)
    if (_server(), kind) not in _registered:
        kind.register_type_and_schema(_sync=True)  # pyright: ignore[reportCallIssue]
        _registered.add((_server(), kind))
    document = {
        "name": name,
        "data": {field: _plain(getattr(block, field)) for field in kind.model_fields},
        "block_type_id": str(kind._block_type_id),
        "block_schema_id": str(kind._block_schema_id),
    }
    if _ask("POST", "/block_documents/", json=document).status_code == httpx.codes.CONFLICT:
        drop(kind, name)
        _ask("POST", "/block_documents/", json=document).raise_for_status()


def drop(kind: type[Block], name: str = "default") -> None:
    """Delete the block document where there is one."""
    found = _ask("GET", f"/block_types/slug/{kind.get_block_type_slug()}/block_documents/name/{name}")
    if found.status_code != httpx.codes.NOT_FOUND:
        _ask("DELETE", f"/block_documents/{found.raise_for_status().json()['id']}").raise_for_status()


@contextmanager
def saved(block: Block, name: str = "default") -> Iterator[None]:
    """Keep the block under the name as long as this lasts."""
    put(block, name)
    try:
        yield
    finally:
        drop(type(block), name)


def _plain(value: Any) -> Any:
    """Return the value as JSON, secrets as they are."""
    if hasattr(value, "get_secret_value"):
        return _plain(value.get_secret_value())
    if isinstance(value, BaseModel):
        return {field: _plain(getattr(value, field)) for field in type(value).model_fields}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return to_jsonable_python(value)


def _ask(method: str, path: str, **said: Any) -> httpx.Response:
    # The server is on loopback: reading the certificates that are trusted elsewhere takes longer than the request.
    with httpx.Client(base_url=_server(), verify=False) as client:
        for _ in range(BUSY):
            answer = client.request(method, path, **said)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            time.sleep(0.2)
    raise TimeoutError(f"Prefect's server was too busy, {BUSY} times, to {method} {path}")


def _server() -> str:
    address = PREFECT_API_URL.value()
    assert address, "the fixture prefect_server starts it"
    return address
