"""Who asked for the run that opens a case: somebody who cannot be named cannot be proved different from who signs."""

from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import FlowRun

from tasks.casebook.requests import requester_of
from tasks.schedules import is_declared

SCHEDULE = "@schedule"
"""The requester of a run that a declared schedule created: its approval's policy names who answers for it."""


async def requester(process: str, run: UUID) -> str | None:
    """Return the person who asked for the run, `SCHEDULE` for one that a declared schedule of its deployment created,
    None where nobody is known.
    """
    async with get_client() as client:
        found = await client.read_flow_run(run)
        key = _request_key(found)
        person = await requester_of(key, process, found.parameters.get("brief"), run) if key else None
        return person or (SCHEDULE if await _by_declared_schedule(client, found) else None)


def _request_key(run: FlowRun) -> UUID | None:
    try:
        return UUID(run.idempotency_key or "")
    except ValueError:  # a schedule's, or one of somebody's own making
        return None


async def _by_declared_schedule(client: PrefectClient, run: FlowRun) -> bool:
    by = run.created_by
    if by is None or by.type != "SCHEDULE" or run.deployment_id is None:
        return False
    deployment = await client.read_deployment(run.deployment_id)
    return any(one.id == by.id and is_declared(deployment.name, one) for one in deployment.schedules)
