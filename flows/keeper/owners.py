"""Cases that should be running: drive again what was killed, put what failed before a person."""

from datetime import datetime
from typing import Any

from prefect.client.orchestration import PrefectClient
from sqlalchemy import Row

from flows.keeper.one_by_one import OneByOne
from flows.keeper.runs import (
    GONE,
    START_AGAIN,
    bury_case,
    declare_crashed,
    drive_case_again,
    named,
    settled,
    stands_still,
    state_of,
)
from tasks.casebook.case_records import running
from tasks.casebook.database import database_now


async def look_at_owners(client: PrefectClient, rows: OneByOne) -> None:
    """Look at the run of each running case, once."""
    now = await database_now()

    async def look(case: Row[Any]) -> None:
        await _look(client, case, now)

    await rows.each("look after case", look, ((case.id, case) for case in await running()))


async def _look(client: PrefectClient, case: Row[Any], now: datetime) -> None:
    """Drive the case again where its run crashed, put it before a person where its run ended otherwise."""
    state = await state_of(client, case.owner)
    if state is None:
        await bury_case(case, GONE)
    elif state.is_crashed():
        if settled(state, now):
            await drive_case_again(client, case, "its run is crashed")
    elif state.is_final():
        # A failure repeats itself: whoever mends the cause starts the same brief again, and it goes on from there.
        said = (state.message or "the case is not closed").rstrip(".")
        await bury_case(case, f"its run is {named(state)}: {said}. {START_AGAIN}")
    elif stands_still(state, now, case):
        await declare_crashed(client, case.owner, state)
