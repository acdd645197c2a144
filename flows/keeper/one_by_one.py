"""Handle rows one by one, so that what goes wrong with one is told once and holds up none of the others."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpx

log = logging.getLogger("countersign.keeper")


class OneByOne:
    """Remembers what it has complained of."""

    def __init__(self) -> None:
        self.said: dict[tuple[str, Any], str] = {}

    async def each(self, what: str, handle: Callable[[Any], Awaitable[None]], items: Iterable[tuple[Any, Any]]) -> None:
        """Handle each (id, item); log an error once, until the item is well again or something else is wrong with it.

        Where Prefect's server is away all items are: that error is raised, for the next look to try again.
        """
        for number, item in items:
            try:
                await handle(item)
            except httpx.TransportError:
                raise
            except Exception as error:
                self._say(what, number, f"{type(error).__name__}: {error}")
            else:
                self.said.pop((what, number), None)

    def _say(self, what: str, number: Any, wrong: str) -> None:
        if self.said.get((what, number)) != wrong:
            self.said[what, number] = wrong
            log.error("The keeper could not %s %s and goes on with the others: %s", what, number, wrong)
