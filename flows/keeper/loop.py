"""The resident service: it wakes cases whose wait is over, decides what has expired and re-drives what has died.

It is the only caller of resume. A case is handled by one keeper at a time, whoever else is running.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable

from prefect.client.orchestration import PrefectClient, get_client

from flows.keeper.lost_calls import look_at_lost_calls
from flows.keeper.notices import look_at_notices
from flows.keeper.one_by_one import OneByOne, log
from flows.keeper.owners import look_at_owners
from flows.keeper.servers import look_at_servers
from flows.keeper.sleepers import look_at_sleepers
from flows.keeper.strays import look_at_strays
from flows.keeper.texts import look_at_texts

Look = Callable[[PrefectClient, OneByOne], Awaitable[None]]

ROUNDS: dict[Look, float] = {
    look_at_sleepers: 0.25,
    look_at_owners: 2.0,
    look_at_notices: 2.0,
    look_at_strays: 5.0,
    look_at_lost_calls: 60.0,
    look_at_texts: 600.0,
    look_at_servers: 600.0,
}
"""Seconds between two looks of each kind."""


async def keep() -> None:
    """Keep cases moving until this process is told to end."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with get_client() as client:
        await asyncio.gather(*(_every(seconds, stop, look, client) for look, seconds in ROUNDS.items()))


async def _every(seconds: float, stop: asyncio.Event, look: Look, client: PrefectClient) -> None:
    rows = OneByOne()
    failing = False
    while not stop.is_set():
        try:
            await look(client, rows)
            failing = False
        except Exception as error:  # the casebook or the Prefect server is away: it comes back, the keeper stays
            log.log(
                logging.DEBUG if failing else logging.WARNING,
                "The keeper waits: %s: %s",
                type(error).__name__,
                error,
            )
            failing = True
        try:
            await asyncio.wait_for(stop.wait(), seconds * (8 if failing else 1))
        except TimeoutError:
            continue


def main() -> None:
    """Run the keeper in this process."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    asyncio.run(keep())


if __name__ == "__main__":
    main()
