"""What the keeper does to a run: read its state, tell whether it stands still, run its story again from the first line,
or put it before a person.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound
from prefect.states import AwaitingRetry, Crashed, Scheduled
from sqlalchemy import Row

from flows.keeper.one_by_one import log
from tasks.casebook import dead_letters
from tasks.casebook.redrives import LIMIT, Claim, claim_redrive
from tasks.settings import settings

STOPPED = "case stopped"
"""The kind of the dead letter of a case that nothing but a person takes further."""

START_AGAIN = "Mend the cause and start the same brief again: the case goes on where it was."
GONE = "its run is gone from Prefect: start the same brief again, and the case goes on where it was."

STARTS_WITHIN = 5
"""Times the settings' silence: a busy machine takes longer to start a run than a run to show that it is alive."""

SETTLES = timedelta(seconds=10)
"""Prefect's worker tells twice, seconds apart, of a process that died: of a run that was driven again in between, the
second word would crash the new attempt.
"""


async def state_of(client: PrefectClient, run: UUID) -> State[Any] | None:
    """Return the run's state, None where Prefect does not know the run."""
    try:
        return (await client.read_flow_run(run)).state or Scheduled()
    except ObjectNotFound:
        return None


def named(state: State[Any] | None) -> str:
    """Return the state's name in small letters; "gone" for none."""
    return (state.name or state.type.value).lower() if state else "gone"


def stands_still(state: State[Any], now: datetime, case: Row[Any] | None = None) -> bool:
    """Tell whether a run that starts or runs has shown nothing for longer than it may, by the database's clock.

    A run of which the case has heard since it entered its state may be silent for the settings' silence, one that is
    on the way to its first line for `STARTS_WITHIN` times that: what the case heard before came from an attempt before.
    """
    if not (state.is_pending() or state.is_running()):
        return False
    heard = max(case.alive_at, case.updated_at) if case else state.timestamp
    if heard > state.timestamp:
        return now - heard > timedelta(seconds=settings().silence_seconds)
    return now - state.timestamp > STARTS_WITHIN * timedelta(seconds=settings().silence_seconds)


def settled(state: State[Any], now: datetime) -> bool:
    """Tell whether everybody has had their say of an ended run, by the database's clock."""
    return not state.is_crashed() or now - state.timestamp >= SETTLES


async def declare_crashed(client: PrefectClient, run: UUID, state: State[Any]) -> None:
    """End a run that stands still, so that it is driven again as one that Prefect itself saw crash."""
    why = f"the run was {named(state)} and gave no sign of life"
    await client.set_flow_run_state(run, Crashed(message=f"Countersign: {why}."), force=True)
    log.warning("Run %s counts as crashed: %s.", run, why)


async def drive_again(client: PrefectClient, run: UUID, why: str) -> None:
    """Let a worker run the story again from its first line; frozen steps and sent effects stay."""
    await client.set_flow_run_state(run, AwaitingRetry(message=f"Countersign: {why}."), force=True)
    log.warning("Run %s is driven again: %s.", run, why)


async def drive_case_again(client: PrefectClient, case: Row[Any], why: str) -> None:
    """Drive the case's ended run again, or put the case before a person where every attempt is spent."""
    claim = await claim_redrive("case", case.id, case.epoch, why=why)
    if claim is Claim.GRANTED:
        await drive_again(client, case.owner, why)
    elif claim is Claim.SPENT:
        await bury_case(case, f"{why}, and {LIMIT} attempts got no further. {START_AGAIN}")


async def bury_case(case: Row[Any], why: str) -> None:
    """Put the case before a person, once for each attempt."""
    payload = {"run": case.owner, "epoch": case.epoch}
    await dead_letters.bury(STOPPED, f"case:{case.id}", why, case=case.id, payload=payload)
