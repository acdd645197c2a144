"""The resident service: it wakes cases whose wait is over, decides what has expired and re-drives what has died.

It is the only caller of resume. A case is handled by one keeper at a time, whoever else is running.
"""

import asyncio
import json
import logging
import signal
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound
from prefect.states import AwaitingRetry, Scheduled
from sqlalchemy import Row

from tasks.casebook import approvals, dead_letters, waking
from tasks.casebook.cases import running
from tasks.settings import settings

log = logging.getLogger("countersign.keeper")

EVERY = 0.25
"""Seconds between two looks at what is due."""
LOOK_AT_OWNERS_EVERY = 2.0
"""Seconds between two looks at the runs of the cases that should be running."""
REDRIVES = 5


async def keep() -> None:
    """Keep cases moving until this process is told to end."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with get_client() as client:
        await asyncio.gather(
            _every(EVERY, stop, lambda: look(client)),
            _every(LOOK_AT_OWNERS_EVERY, stop, lambda: look_at_owners(client)),
        )


async def look(client: PrefectClient) -> None:
    """Expire what is overdue and wake what is due, once."""
    for case, step in await approvals.expire_overdue():
        log.info("Approval %s of case %s expired.", step, case)
    for row in await waking.due():
        if await waking.claim_wake(row.id):
            await wake(client, row)


async def wake(client: PrefectClient, row: Row[Any]) -> None:
    """Resume the case's run, or run it again where it ended meanwhile."""
    state = await _state(client, row.owner)
    if state is not None and state.is_paused():
        answer = await client.resume_flow_run(row.owner)
        log.info("Case %s: %s; resume of run %s: %s.", row.id, _why(row), row.owner, answer.status)
    elif state is None or state.is_final():
        await redrive(client, row, "its run ended while it waited")
    elif state.is_running() and await waking.seconds_asleep(row.id) > settings().silence_seconds:
        await redrive(client, row, "its run ended on the way to sleep")
    # Anything else is on its way to suspending, or to waking: the claim runs out and the next look decides.


async def look_at_owners(client: PrefectClient) -> None:
    """Re-drive each running case whose run crashed or gives no sign of life, and put what failed before a person,
    once.
    """
    for row, silence in await running():
        state = await _state(client, row.owner)
        if state is None or state.is_crashed():
            await redrive(client, row, f"its run is {_name(state)}")
        elif state.is_final():
            # A failure repeats itself: whoever mends the cause starts the same brief again, and it goes on from there.
            await _bury(row, f"its run is {_name(state)}: {state.message or 'the case is not closed'}")
        elif state.is_running() and silence > settings().silence_seconds:
            await redrive(client, row, "it gives no sign of life")
        elif state.is_pending() and silence > settings().silence_seconds:
            await redrive(client, row, "its run does not start")


async def redrive(client: PrefectClient, row: Row[Any], why: str) -> None:
    """Run the case's story again from its first line, at most five times; its frozen steps and its sent effects
    stay.
    """
    if not await waking.claim_redrive(row.id, row.epoch, limit=REDRIVES, why=why):
        if row.redrives >= REDRIVES:
            await _bury(row, f"{why}, after {REDRIVES} re-drives")
        return
    try:
        await client.set_flow_run_state(row.owner, AwaitingRetry(message=f"Countersign: {why}."), force=True)
        log.warning("Case %s: %s; run %s is driven again.", row.id, why, row.owner)
    except ObjectNotFound:
        await _bury(row, "its run is gone from Prefect: start the same brief again")


async def _bury(row: Row[Any], why: str) -> None:
    payload = {"run": row.owner, "epoch": row.epoch}  # once for each attempt
    await dead_letters.bury("case stopped", f"case:{row.id}", why, case=row.id, payload=payload)


async def _state(client: PrefectClient, run: UUID) -> State[Any] | None:
    try:
        return (await client.read_flow_run(run)).state or Scheduled()
    except ObjectNotFound:
        return None


def _name(state: State[Any] | None) -> str:
    return (state.name or state.type.value).lower() if state else "gone"


def _why(row: Row[Any]) -> str:
    waits = json.loads(row.waits_for or "{}")
    return f"decided on {waits['approval']}" if "approval" in waits else "its time has come"


async def _every(seconds: float, stop: asyncio.Event, look: Any) -> None:
    failing = False
    while not stop.is_set():
        try:
            await look()
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
