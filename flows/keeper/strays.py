"""Runs that died before they opened a case: no case tells of them, so they are looked for in Prefect."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName, FlowRunFilter
from prefect.client.schemas.filters import FlowRunFilterState as StateFilter
from prefect.client.schemas.filters import FlowRunFilterStateType as StateTypeFilter
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.states import Failed
from sqlalchemy import Row

from flows.keeper.one_by_one import OneByOne
from flows.keeper.runs import declare_crashed, drive_again, named, settled, stands_still, state_of
from flows.processes import BRIEFS
from tasks.casebook import dead_letters
from tasks.casebook.database import database_now, writing
from tasks.casebook.redrives import LIMIT, Claim, claim_redrive
from tasks.casebook.waking import without_case

STOPPED = "run stopped"
PAGE = 100
_STRANDED = [StateType.CRASHED, StateType.PENDING, StateType.RUNNING]


async def look_at_strays(client: PrefectClient, rows: OneByOne) -> None:
    """Drive again, at most five times, each run of our deployments that ended or stands still without a case."""
    now = await database_now()

    async def look(run: FlowRun) -> None:
        await _look(client, run)

    async for page in _pages(client):
        stranded = {run.id: run for run in page if _is_stranded(run.state, now)}
        lost = await without_case(list(stranded))
        await rows.each("look after run", look, ((number, stranded[number]) for number in lost))
    letters = [letter for letter in await dead_letters.unresolved() if letter.kind == STOPPED]
    await rows.each("settle run", lambda letter: _settle(client, letter), ((one.object, one) for one in letters))


async def _pages(client: PrefectClient) -> AsyncIterator[list[FlowRun]]:
    filters: dict[str, Any] = {
        "deployment_filter": DeploymentFilter(name=DeploymentFilterName(any_=list(BRIEFS))),
        "flow_run_filter": FlowRunFilter(state=StateFilter(type=StateTypeFilter(any_=_STRANDED))),
    }
    offset = 0
    while page := await client.read_flow_runs(**filters, sort=FlowRunSort.ID_DESC, limit=PAGE, offset=offset):
        yield page
        offset += PAGE


def _is_stranded(state: State[Any] | None, now: datetime) -> bool:
    if state is None:
        return False
    return settled(state, now) if state.is_crashed() else stands_still(state, now)


async def _look(client: PrefectClient, run: FlowRun) -> None:
    """Drive the stranded run again, or put it before a person where every attempt is spent."""
    if run.state is not None and not run.state.is_crashed():
        await declare_crashed(client, run.id, run.state)
        return
    why = f"it is {named(run.state)} and has not reached its first line"
    claim = await claim_redrive("run", run.id, why=why)
    if claim is Claim.GRANTED:
        await drive_again(client, run.id, why)
    elif claim is Claim.SPENT:
        reason = (
            f"The run '{run.name}' {why} after {LIMIT} attempts: look at its logs and at its worker's, mend the cause, "
            "and press Retry on it in the Prefect UI; or delete it there and start the same brief again."
        )
        payload = {"run": run.id, "deployment": run.deployment_id}
        await dead_letters.bury(STOPPED, f"run:{run.id}", reason, case=None, payload=payload)
        await client.set_flow_run_state(run.id, Failed(message=f"Countersign: {reason}"), force=True)


async def _settle(client: PrefectClient, letter: Row[Any]) -> None:
    """Resolve the dead letter of a run that somebody has deleted, or that has got further since."""
    run = UUID(letter.object.partition(":")[2])
    state = await state_of(client, run)
    if state is None or state.is_completed() or not await without_case([run]):
        async with writing() as connection:
            await dead_letters.resolve(connection, letter.object, f"the run is {named(state)}")
