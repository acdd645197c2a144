"""Who asked for a run: Prefect does not know, so the command line writes it down before it starts one.

The request is known by the run's idempotency key, which is chosen before the run exists and which Prefect keeps with
it. Whoever reads Prefect reads the key too, so it is good for one run, and only for what was asked.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import or_, update

from reports.canonical import sha256
from tasks.casebook.audit import record
from tasks.casebook.database import writing
from tasks.casebook.tables import now, requests
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


async def note_request(key: UUID, process: str, brief: Any, person: str, *, authenticated: bool) -> None:
    """Note that `person` asks for a run of the process with this brief, once."""
    async with writing() as connection:
        noted = await insert_once(
            connection,
            requests,
            key=key,
            asked_sha256=sha256([process, brief]),
            tenant=settings().tenant,
            person=person,
            authenticated=authenticated,
            at=now(),
        )
        if noted:
            told = {"process": process, "authenticated": authenticated}
            await record(connection, f"person:{person}", "run asked for", f"request:{key}", **told)


async def requester_of(key: UUID, process: str, brief: Any, run: UUID) -> str | None:
    """Return who asked for a run of the process with this brief under the key, which is `run`'s from then on; None
    where nobody is known to have.
    """
    mine = (
        (requests.c.key == key)
        & (requests.c.tenant == settings().tenant)
        & or_(requests.c.run_id.is_(None), requests.c.run_id == run)
    )
    taken = update(requests).where(mine, requests.c.asked_sha256 == sha256([process, brief])).values(run_id=run)
    async with writing() as connection:
        return (await connection.execute(taken.returning(requests.c.person))).scalar_one_or_none()
