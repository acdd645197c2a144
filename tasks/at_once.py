"""Work that goes on at the same time, and is finished before anything is made of an error in it."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def at_once(*work: Awaitable[T]) -> list[T]:
    """Return what each gives, in their order; the first error is raised once all have ended.

    An answer that was paid for is kept, though another step must wait for a person.
    """
    ended = await asyncio.gather(*work, return_exceptions=True)
    for each in ended:
        if isinstance(each, BaseException):
            raise each
    return ended  # pyright: ignore[reportReturnType]
