"""Cases that sleep: expire what is overdue, wake what is due."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from sqlalchemy import Row

from flows.keeper.one_by_one import OneByOne, log
from flows.keeper.runs import GONE, bury_case, declare_crashed, drive_case_again, settled, stands_still, state_of
from tasks.casebook import approvals, voting, waking
from tasks.casebook.database import database_now
from tasks.deciding.rules import load_rules


async def look_at_sleepers(client: PrefectClient, rows: OneByOne) -> None:
    """Expire what is overdue and wake what is due, once."""
    for case, step in await approvals.expire_overdue():
        log.info("Approval %s of case %s expired.", step, case)

    async def count(question: tuple[UUID, str]) -> None:
        status = await voting.recount(*question, load_rules())
        if status != "pending":
            log.info("Approval %s of case %s: %s.", question[1], question[0], status)

    await rows.each("count the votes on", count, ((question, question) for question in await voting.voted_on()))

    now = await database_now()

    async def wake(case: Row[Any]) -> None:
        if await waking.claim_wake(case.id):
            await _wake(client, case, now)

    await rows.each("wake case", wake, ((case.id, case) for case in await waking.due()))


async def _wake(client: PrefectClient, case: Row[Any], now: datetime) -> None:
    """Resume the case's run, or run it again where it ended meanwhile."""
    state = await state_of(client, case.owner)
    if state is None:
        await bury_case(case, GONE)
    elif state.is_paused():
        answer = await client.resume_flow_run(case.owner)
        log.info("Case %s: %s; resume of run %s: %s.", case.id, _why(case), case.owner, answer.status)
    elif state.is_final():
        if settled(state, now):
            await drive_case_again(client, case, "its run ended while it waited")
    elif stands_still(state, now, case):
        await declare_crashed(client, case.owner, state)
    # Anything else is on its way to suspending, or to waking: the claim runs out and the next look decides.


def _why(case: Row[Any]) -> str:
    waits = json.loads(case.waits_for or "{}")
    return f"decided on {waits['approval']}" if "approval" in waits else "its time has come"
