"""Run one piece of casebook work from a command: in a loop of its own, its connections closed at the end."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from tasks.casebook.database import dispose

T = TypeVar("T")


def done(work: Awaitable[T]) -> T:
    """Return what `work` gives."""

    async def whole() -> T:
        try:
            return await work
        finally:
            await dispose()

    return asyncio.run(whole())
