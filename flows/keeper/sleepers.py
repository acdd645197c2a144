"""Cases that sleep: expire what is overdue, wake what is due."""

import json
import logging
from typing import Any

from prefect.client.orchestration import PrefectClient
from sqlalchemy import Row

from flows.keeper.one_by_one import OneByOne
from flows.keeper.runs import drive_case_again, state_of
from tasks.casebook import approvals, waking
from tasks.settings import settings

log = logging.getLogger("countersign.keeper")


async def look_at_sleepers(client: PrefectClient, rows: OneByOne) -> None:
    """Expire what is overdue and wake what is due, once."""
    for case, step in await approvals.expire_overdue():
        log.info("Approval %s of case %s expired.", step, case)

    async def wake(case: Row[Any]) -> None:
        if await waking.claim_wake(case.id):
            await _wake(client, case)

    await rows.each("wake case", wake, ((case.id, case) for case in await waking.due()))


async def _wake(client: PrefectClient, case: Row[Any]) -> None:
    """Resume the case's run, or run it again where it ended meanwhile."""
    state = await state_of(client, case.owner)
    if state is not None and state.is_paused():
        answer = await client.resume_flow_run(case.owner)
        log.info("Case %s: %s; resume of run %s: %s.", case.id, _why(case), case.owner, answer.status)
    elif state is None or state.is_final():
        await drive_case_again(client, case, "its run ended while it waited")
    elif state.is_running() and await waking.seconds_asleep(case.id) > settings().silence_seconds:
        await drive_case_again(client, case, "its run ended on the way to sleep")
    # Anything else is on its way to suspending, or to waking: the claim runs out and the next look decides.


def _why(case: Row[Any]) -> str:
    waits = json.loads(case.waits_for or "{}")
    return f"decided on {waits['approval']}" if "approval" in waits else "its time has come"
