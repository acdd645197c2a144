"""Which lessons each agent is told now, and in which process."""

from sqlalchemy import select

from agents.lessons import MOST
from tasks.casebook.database import reading
from tasks.casebook.lessons import accepted
from tasks.casebook.tables import cases
from tasks.settings import settings


async def lessons_told() -> dict[tuple[str, str], list[str]]:
    """Return the texts that agents are told, oldest first, by agent and process."""
    told: dict[tuple[str, str], list[str]] = {}
    for row in await accepted():
        texts = told.setdefault((row.agent, row.process), [])
        if len(texts) < MOST:
            texts.append(row.text)
    return told


async def ways_told(agent: str) -> dict[str, list[str]]:
    """Return each way in which the agent is told its prompt: with its lessons by process, by "" without any.

    The last is left out where every process that the tenant has cases of has lessons for it.
    """
    told = {process: texts for (name, process), texts in (await lessons_told()).items() if name == agent}
    query = select(cases.c.process).where(cases.c.tenant == settings().tenant).distinct()
    async with reading() as connection:
        processes = set((await connection.execute(query)).scalars())
    plain: dict[str, list[str]] = {} if told and processes <= told.keys() else {"": []}
    return plain | told
