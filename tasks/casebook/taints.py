"""What a case has read of others' words: noted before anybody reads it, and never taken back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record, serialise
from tasks.casebook.cases import Case
from tasks.casebook.database import reading
from tasks.casebook.tables import now, taints
from tasks.casebook.together import Together
from tasks.casebook.upsert import insert_once
from tasks.settings import settings


@dataclass(frozen=True)
class _Read:
    """A step that is about to read text from outside."""

    case: Case
    sources: tuple[str, ...]
    step: str


async def taint(case: Case, sources: Iterable[str], step: str) -> None:
    """Note that the case's step reads text from these sources, each once, with a row of the audit.

    Call it before the text is read: a case whose process dies on the way is then tainted all the same. An attempt that
    is no longer the newest taints too, since what it was told it may have passed on.
    """
    named = tuple(sorted(set(sources)))
    if named:
        await _noting(_Read(case, named, case.declared(step)))


async def sources_read(case: UUID, *, until: datetime | None = None) -> list[str]:
    """Return the sources that the tenant's case has read, up to a moment of the database's clock, oldest first."""
    async with reading() as connection:
        return await read_by(connection, case, until=until)


async def read_by(connection: AsyncConnection, case: UUID, *, until: datetime | None = None) -> list[str]:
    """Return the sources within a transaction."""
    mine = [taints.c.tenant == settings().tenant, taints.c.case_id == case]
    if until is not None:
        mine.append(taints.c.at <= until)
    query = select(taints.c.source).where(*mine).order_by(taints.c.at, taints.c.source)
    return list((await connection.execute(query)).scalars())


async def _note_all(connection: AsyncConnection, reads: Sequence[_Read]) -> list[Exception | None]:
    cases = {each.case.id for each in reads}
    query = select(taints.c.case_id, taints.c.source).where(
        taints.c.tenant == settings().tenant, taints.c.case_id.in_(cases)
    )
    known = {(row.case_id, row.source) for row in await connection.execute(query)}
    new = {
        (each.case.id, source): each for each in reversed(reads) for source in each.sources
        if (each.case.id, source) not in known
    }  # fmt: skip
    if new:
        await serialise(connection)  # first: two processes that note the same would else wait for each other
    for (case, source), each in new.items():
        noted = await insert_once(
            connection, taints, tenant=each.case.tenant, case_id=case, source=source, step=each.step, at=now()
        )
        if noted:
            await record(connection, f"case:{case}", "tainted", f"case:{case}", source=source, step=each.step)
    return [None] * len(reads)


_noting = Together(_note_all)
