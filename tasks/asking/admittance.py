"""Waiting before a provider's door, no longer than the agent may."""

import asyncio
import time
from uuid import UUID
from weakref import WeakKeyDictionary

from tasks.asking.failures import CallFailed, Kind
from tasks.casebook import model_calls
from tasks.casebook.admission import Intent
from tasks.casebook.cases import Case

LOOK_EVERY = 0.1
"""Seconds between two looks for a free place, by the first in this process's queue alone."""

_queues: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, asyncio.Lock]] = WeakKeyDictionary()


async def admitted(case: Case, intent: Intent, deadline: float, *, queues: bool) -> UUID:
    """Return the call's number once the casebook lets it through; only who `queues` waits for a place.

    Raise `CallFailed` where its circuit is open, or all places are taken, or its allowance, or a place that it queues
    for, comes too late for `deadline`.
    """
    if time.monotonic() >= deadline:
        raise CallFailed(Kind.TIMEOUT, "no time was left for it")
    queue = _queue(intent.provider)
    if intent.places is None or not queue.locked():
        number = await _let_through(case, intent, deadline)
        if number is not None:
            return number
    if not queues:
        raise _no_place(intent)
    await _first_in(queue, intent, deadline)
    try:
        while (number := await _let_through(case, intent, deadline)) is None:
            if time.monotonic() + LOOK_EVERY > deadline:
                raise _no_place(intent)
            await asyncio.sleep(LOOK_EVERY)
        return number
    finally:
        queue.release()


async def _first_in(queue: asyncio.Lock, intent: Intent, deadline: float) -> None:
    """Wait for one's turn in the queue, and no further: an admission that nobody waits for would hold its place."""
    try:
        async with asyncio.timeout(max(0.0, deadline - time.monotonic())):
            await queue.acquire()
    except TimeoutError as error:
        raise _no_place(intent) from error


def _no_place(intent: Intent) -> CallFailed:
    return CallFailed(Kind.FULL, f"its {intent.places} calls at a time are all taken")


async def _let_through(case: Case, intent: Intent, deadline: float) -> UUID | None:
    """Return the call's number; None where all places are taken."""
    while True:
        admission = await model_calls.admit(case, intent)
        if admission.call is not None or admission.full:
            return admission.call
        if not admission.wait:
            raise CallFailed(Kind.BREAKER_OPEN, "it failed too often; it is asked again in a while")
        if time.monotonic() + admission.wait > deadline:
            why = f"its allowance is used up for {admission.wait:.0f} s"
            raise CallFailed(Kind.RATE_LIMITED, why, retry_after=admission.wait)
        await asyncio.sleep(admission.wait)


def _queue(provider: str) -> asyncio.Lock:
    """Return the queue of this process for a provider's places: first come, first served."""
    return _queues.setdefault(asyncio.get_running_loop(), {}).setdefault(provider, asyncio.Lock())
