"""What the keeper does to a run: read its state, run its story again from the first line, or put it before a person."""

import logging
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound
from prefect.states import AwaitingRetry, Scheduled
from sqlalchemy import Row

from reports.canonical import canonical_json
from tasks.casebook import dead_letters
from tasks.casebook.redrives import LIMIT, Claim, claim_redrive

log = logging.getLogger("countersign.keeper")

STOPPED = "case stopped"
"""The kind of the dead letter of a case that nothing but a person takes further."""


async def state_of(client: PrefectClient, run: UUID) -> State[Any] | None:
    """Return the run's state, None where Prefect does not know the run."""
    try:
        return (await client.read_flow_run(run)).state or Scheduled()
    except ObjectNotFound:
        return None


def named(state: State[Any] | None) -> str:
    """Return the state's name in small letters; "gone" for none."""
    return (state.name or state.type.value).lower() if state else "gone"


async def drive_again(client: PrefectClient, run: UUID, why: str) -> None:
    """Let a worker run the story again from its first line; frozen steps and sent effects stay. Raise
    `ObjectNotFound`.
    """
    await client.set_flow_run_state(run, AwaitingRetry(message=f"Countersign: {why}."), force=True)
    log.warning("Run %s is driven again: %s.", run, why)


async def drive_case_again(client: PrefectClient, case: Row[Any], why: str) -> None:
    """Drive the case's run again, or put the case before a person where every attempt is spent or the run is gone."""
    claim = await claim_redrive("case", case.id, case.epoch, why=why)
    if claim is Claim.SPENT:
        await bury_case(case, f"{why}, and {LIMIT} attempts got no further")
    if claim is not Claim.GRANTED:
        return
    try:
        await drive_again(client, case.owner, why)
    except ObjectNotFound:
        await bury_case(case, "its run is gone from Prefect: start the same brief again")


async def bury_case(case: Row[Any], why: str) -> None:
    """Put the case before a person, once for each attempt; what lies there is looked at often and written once."""
    payload = {"run": case.owner, "epoch": case.epoch}
    open_letters = {(one.kind, one.reason, one.payload) for one in await dead_letters.unresolved(case.id)}
    if (STOPPED, why, canonical_json(payload).decode()) not in open_letters:
        await dead_letters.bury(STOPPED, f"case:{case.id}", why, case=case.id, payload=payload)
