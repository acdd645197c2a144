"""Who asked for a run: Prefect does not know, so the command line writes it down when it starts one."""

from uuid import UUID

from sqlalchemy import select

from tasks.casebook.audit import record
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import now, requests
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


async def note_request(run: UUID, person: str, *, authenticated: bool) -> None:
    """Note that `person` asked for the Prefect run, once."""
    async with writing() as connection:
        tenant = settings().tenant
        if await insert_once(
            connection,
            requests,
            run_id=run,
            tenant=tenant,
            person=person,
            authenticated=authenticated,
            at=now(),
        ):
            await record(connection, f"person:{person}", "run asked for", f"run:{run}", authenticated=authenticated)


async def requester_of(run: UUID) -> str | None:
    """Return who asked for the Prefect run, None where nobody is known."""
    async with reading() as connection:
        query = select(requests.c.person).where(requests.c.run_id == run, requests.c.tenant == settings().tenant)
        return (await connection.execute(query)).scalar_one_or_none()
