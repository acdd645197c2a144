"""One read for everyone who wants it at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")

_flights: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[Hashable, asyncio.Future[Any]]] = WeakKeyDictionary()


async def single_flight(key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
    """Return what `read` gives; callers with the same key while it runs share that one run, and what it raises."""
    flights = _flights.setdefault(asyncio.get_running_loop(), {})
    if key not in flights:
        flights[key] = asyncio.ensure_future(read())
        flights[key].add_done_callback(lambda _: flights.pop(key, None))
    return await asyncio.shield(flights[key])
