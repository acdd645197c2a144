"""Sessions with servers of tools, kept per event loop: starting one takes seconds, a call over it milliseconds.

One that nobody has used for a minute is ended, and all of them end with their loop.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tasks.tools.mcp.doors import Door
from tasks.tools.mcp.failures import ServerAway, leaves_the_session_well, root_of
from tasks.tools.mcp.stdio import Words

if TYPE_CHECKING:
    from mcp import Client

IDLE = 60.0
"""Seconds after which an unused session is ended."""


@dataclass(eq=False)
class Session:
    """One session with a server, held open by a task of its own, as the SDK's task groups want it."""

    door: Door
    up: "asyncio.Future[Client]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    words: Words = field(default_factory=Words)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    calls: int = 0
    """In flight."""
    retired: bool = False
    """Whether it takes no new calls, and ends once those in flight have."""
    kept: bool = False
    """Whether it has been used before: the server may have ended it meanwhile."""
    idle: asyncio.TimerHandle | None = None

    @property
    def client(self) -> "Client":
        return self.up.result()

    def enter(self) -> None:
        self.calls += 1
        if self.idle is not None:
            self.idle.cancel()

    def leave(self) -> None:
        self.calls -= 1
        if self.retired:
            self.retire()
        elif self.calls == 0:
            self.idle = asyncio.get_running_loop().call_later(IDLE, self.retire)

    def retire(self) -> None:
        self.retired = True
        if self.calls == 0:
            self.over.set()

    async def hold(self) -> None:
        """Keep the session open until it is over."""
        try:
            await self._hold()
        except Exception as error:  # of whatever kind: whoever waits for the session hears of it
            if not self.up.done():
                self.up.set_exception(ServerAway(self.told(error)))
                self.up.exception()  # nobody need be waiting any more
        finally:
            self.retired = True
            self.up.cancel()
            if self.idle is not None:
                self.idle.cancel()

    async def _hold(self) -> None:
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(self.door.server.start):
                    client = await stack.enter_async_context(self.door.opened(self.words, self.retire))
            except TimeoutError:
                raise TimeoutError(f"it did not come up in {self.door.server.start:g} s") from None
            self.up.set_result(client)
            await self.over.wait()

    def told(self, error: BaseException) -> str:
        """Say why the server is away: by the error, and by what the server itself said last."""
        root, said = root_of(error), self.words.last
        why = f"{str(root) or type(root).__name__}{f'; it said: {said}' if said else ''}"
        return f"Server '{self.door.name}' is away: {self.door.without_secrets(why)}"


_held: WeakKeyDictionary[asyncio.AbstractEventLoop, dict["asyncio.Task[None]", Session]] = WeakKeyDictionary()
"""By event loop: the tasks that hold sessions open, and their sessions."""


@asynccontextmanager
async def session(door: Door) -> "AsyncIterator[Session]":
    """Give a session with a server, the one that is open or a new one; raise `ServerAway` where there is none.

    After an error or a cancelled call nobody else is given it: a server that hangs is killed once its calls are over.
    """
    one = _session(door)
    one.enter()
    try:
        await asyncio.shield(one.up)
        try:
            yield one
        except BaseException as error:
            if not leaves_the_session_well(error):
                one.retire()
            raise
    finally:
        one.kept = one.up.done()
        one.leave()


def _session(door: Door) -> Session:
    held = _held.setdefault(asyncio.get_running_loop(), {})
    for one in held.values():
        if one.door.key == door.key and not one.retired:
            return one
    one = Session(door)
    holder = asyncio.create_task(one.hold(), name=f"session with {door.name}")
    held[holder] = one
    holder.add_done_callback(held.pop)
    return one


async def close() -> None:
    """End the event loop's sessions, and wait until nothing is left of them."""
    held = dict(_held.get(asyncio.get_running_loop(), {}))
    for one in held.values():
        one.retired = True
        one.over.set()
    await asyncio.gather(*held, return_exceptions=True)
