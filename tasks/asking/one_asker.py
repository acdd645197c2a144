"""One asker at a time for a step: who comes second finds the answer of the first, and asks nobody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary, WeakValueDictionary

from tasks.casebook.cases import Case


@dataclass(eq=False)
class Turns:
    """The turns of those in this process who want a step's answer at the same time."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    begun: bool = False

    @asynccontextmanager
    async def mine(self) -> AsyncIterator[bool]:
        """Wait for one's own turn; give whether somebody else had one before."""
        async with self.lock:
            others, self.begun = self.begun, True
            yield others


_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[tuple[UUID, str], Turns]] = WeakKeyDictionary()


def turns_at(case: Case, step: str) -> Turns:
    """Return the turns at a step; they last as long as somebody holds them, so take them before the first look."""
    of_loop = _turns.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    return of_loop.setdefault((case.id, step), Turns())
