"""Cases that should be running: drive again what was killed, put what failed before a person."""

from typing import Any

from prefect.client.orchestration import PrefectClient
from sqlalchemy import Row

from flows.keeper.one_by_one import OneByOne
from flows.keeper.runs import bury_case, drive_case_again, named, state_of
from tasks.casebook.cases import running
from tasks.settings import settings


async def look_at_owners(client: PrefectClient, rows: OneByOne) -> None:
    """Look at the run of each running case, once."""

    async def look(seen: tuple[Row[Any], float]) -> None:
        await _look(client, *seen)

    await rows.each("look after case", look, ((seen[0].id, seen) for seen in await running()))


async def _look(client: PrefectClient, case: Row[Any], silence: float) -> None:
    """Drive the case again where its run crashed or gives no sign of life for `silence` seconds."""
    state = await state_of(client, case.owner)
    if state is None or state.is_crashed():
        await drive_case_again(client, case, f"its run is {named(state)}")
    elif state.is_final():
        # A failure repeats itself: whoever mends the cause starts the same brief again, and it goes on from there.
        await bury_case(case, f"its run is {named(state)}: {state.message or 'the case is not closed'}")
    elif state.is_running() and silence > settings().silence_seconds:
        await drive_case_again(client, case, "it gives no sign of life")
    elif state.is_pending() and silence > settings().silence_seconds:
        await drive_case_again(client, case, "its run does not start")
