"""Every address that this process connects to, or looks up, while it is listened to."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_heard: list[set[tuple[str, int]]] = []


def _listen(event: str, args: tuple[Any, ...]) -> None:
    if _heard and event == "socket.connect" and isinstance(args[1], tuple):
        _heard[-1].add((str(args[1][0]), int(args[1][1])))
    elif _heard and event == "socket.getaddrinfo" and args[0] is not None:
        _heard[-1].add((str(args[0]), 0))


sys.addaudithook(_listen)


@contextmanager
def connections() -> Iterator[set[tuple[str, int]]]:
    """Give the set of addresses to which this process connects, or which it looks up, meanwhile."""
    _heard.append(set())
    try:
        yield _heard[-1]
    finally:
        _heard.pop()
