"""Group commit: what many callers want written at the same moment goes into one transaction.

A transaction costs milliseconds whatever is in it, so a thousand agents that ask at once would queue for seconds.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.database import writing

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")

MOST = 500
"""Wishes that one transaction takes."""


class Together(Generic[Wish, Answer]):
    """Callers of one event loop whose wishes are fulfilled by `work`, several in a transaction.

    `work` returns an answer or an exception for each wish, in their order. Where it raises, nothing is written and each
    wish is tried alone, so that one which the database does not take spoils it for nobody else.
    """

    def __init__(
        self, work: Callable[[AsyncConnection, Sequence[Wish]], Awaitable[Sequence[Answer | Exception]]]
    ) -> None:
        self._work = work
        self._waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, list[tuple[Wish, asyncio.Future[Answer]]]] = (
            WeakKeyDictionary()
        )
        self._runners: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Task[None]] = WeakKeyDictionary()

    async def __call__(self, wish: Wish) -> Answer:
        """Return the answer to the wish once it is committed."""
        loop = asyncio.get_running_loop()
        waiting = self._waiting.setdefault(loop, [])
        mine: asyncio.Future[Answer] = loop.create_future()
        waiting.append((wish, mine))
        if loop not in self._runners:
            self._runners[loop] = loop.create_task(self._run(loop, waiting))
        return await mine

    async def _run(self, loop: asyncio.AbstractEventLoop, waiting: list[tuple[Wish, asyncio.Future[Answer]]]) -> None:
        await asyncio.sleep(0)  # those who ask in the same moment come along
        while waiting:
            now, waiting[:] = waiting[:MOST], waiting[MOST:]
            for (_, future), answer in zip(now, await self._answers([wish for wish, _ in now]), strict=True):
                if future.done():
                    continue  # its caller gave up
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)
        del self._runners[loop]

    async def _answers(self, wishes: Sequence[Wish]) -> Sequence[Answer | Exception]:
        try:
            async with writing() as connection:
                return await self._work(connection, wishes)
        except Exception as error:
            if len(wishes) == 1 or _is_the_databases(error):
                return [error] * len(wishes)
        return [answer for wish in wishes for answer in await self._answers([wish])]


def _is_the_databases(error: Exception) -> bool:
    """Tell whether the database is away or too busy, which no wish is to blame for and every one would wait for."""
    return isinstance(error, OSError | TimeoutError | OperationalError | InterfaceError)
