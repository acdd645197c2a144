"""The first and the last verb of every flow: open the case, close the case."""

import asyncio
from typing import Any, TypeVar
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.exceptions import ObjectNotFound
from prefect.logging import get_run_logger
from prefect.runtime import flow_run
from prefect.states import Completed
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from tasks.asking.configuration import BadConfiguration, refuse_bad_configuration
from tasks.casebook import attempts, case_records, cases, notices
from tasks.casebook.cases import Case
from tasks.casebook.database import CasebookAway, writing
from tasks.process import Brief, Process
from tasks.requester import requester
from tasks.settings import settings

Outcome = TypeVar("Outcome", bound=BaseModel)

_heartbeats: dict[Case, asyncio.Task[None]] = {}


class AlreadyTold(Exception):
    """The case is closed, or another run tells its story: this run has nothing to do."""

    def __init__(self, state: State[Any]) -> None:
        super().__init__(state.message)
        self.state = state


async def open_case(process: Process, brief: Brief) -> Case:
    """Open the brief's case or take it up again: the same tenant, process and natural key is the same case, once.

    Raise `AlreadyTold` where it is closed or in another run's hands, `BriefConflict` where it stands with another
    brief, and `BadConfiguration` where it would be new and one of its agents could not be asked; a case that has begun
    goes on all the same, as it may need none of them any more.
    """
    if not await case_records.exists(process.name, brief.natural_key()):
        await _refuse_bad_configuration(process)
    run = UUID(str(flow_run.id))
    asked = {
        "natural_key": brief.natural_key(),
        "brief": brief.model_dump(),
        "owner": run,
        "requester": await requester(process.name, run),
    }
    row = await cases.claim(process.name, **asked)
    if row.state != "closed" and row.owner != run and await _is_over(row.owner):
        row = await cases.claim(process.name, **asked, over=row.owner)
    if row.state == "closed":
        raise AlreadyTold(Completed(message=f"Case {row.id} is closed: {row.outcome}", name="Closed"))
    if row.owner != run:
        raise AlreadyTold(Completed(message=f"Joined case {row.id}, which run {row.owner} tells.", name="Joined"))
    case = Case(
        id=row.id,
        tenant=row.tenant,
        process=process.name,
        steps=process.steps,
        epoch=row.epoch,
        requester=row.requester,
        views=process.views,
    )
    _heartbeats[case] = asyncio.create_task(_beat(case))
    get_run_logger().info("Case %s, attempt %s.", case.id, case.epoch)
    return case


async def _refuse_bad_configuration(process: Process) -> None:
    """Raise `BadConfiguration`, of which people hear by a notice: there is no case yet that could tell of it."""
    try:
        await refuse_bad_configuration(process)
    except BadConfiguration as error:
        async with writing() as connection:
            await notices.say(connection, f"not begun/{flow_run.id}", f"{error} Then start the same brief again.")
        raise


async def close_case(case: Case, outcome: Outcome) -> Outcome:
    """End the case; return its outcome, which for a case closed before is the one it was closed with."""
    stands = await attempts.close(case, outcome.model_dump())
    rest(case)
    return type(outcome).model_validate(stands)


def told_here() -> list[Case]:
    """Return the cases that this process tells."""
    return list(_heartbeats)


async def overtaken() -> bool:
    """Tell whether a newer attempt has taken over what this process tells."""
    return any([not await _is_newest(case) for case in told_here()])


def rest(case: Case) -> None:
    """Stop showing that this attempt of the case is alive."""
    beat = _heartbeats.pop(case, None)
    if beat is not None:
        beat.cancel()


async def _beat(case: Case) -> None:
    newest = True
    while newest:
        newest = await _is_newest(case)
        await asyncio.sleep(settings().heartbeat_seconds)


async def _is_newest(case: Case) -> bool:
    """Show that the attempt is alive; return whether it is the newest, as far as the casebook can be asked."""
    try:
        return await attempts.show_alive(case)
    except (CasebookAway, SQLAlchemyError) as error:
        # It may be away for a moment; a case that stops beating is driven again.
        get_run_logger().warning("Case %s could not show that it is alive: %s", case.id, error)
        return True


async def _is_over(run: UUID) -> bool:
    async with get_client() as client:
        try:
            state = (await client.read_flow_run(run)).state
        except ObjectNotFound:
            return True
    return state is not None and state.is_final()
