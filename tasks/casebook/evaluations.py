"""Evaluations that were made: kept whole, and found again for comparison."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.scores import Evaluated
from agents.spec import Agent
from tasks.casebook.agent_versions import keep
from tasks.casebook.database import reading, writing
from tasks.casebook.installing import standing_activations
from tasks.casebook.tables import evaluations, now
from tasks.settings import settings


async def store(number: UUID, agent: Agent[Any, Any], evaluated: Evaluated) -> None:
    """Keep an evaluation, and the version of `agent` that it is about."""
    score = evaluated.score
    results = [one.model_dump(mode="json") for one in evaluated.results]
    async with writing() as connection:
        await standing_activations(connection, agent)  # or a prompt that did worse could be the first to run
        await keep(connection, agent)
        await connection.execute(
            insert(evaluations).values(
                id=number,
                tenant=settings().tenant,
                agent=evaluated.agent,
                version=evaluated.version,
                prompt_version=evaluated.prompt_version,
                process=evaluated.process,
                provider=evaluated.provider,
                model=evaluated.model,
                passed=score.passed,
                cases=len(evaluated.results),
                held=score.held,
                calls=evaluated.calls,
                cost=evaluated.cost,
                latency_ms=evaluated.latency_ms,
                results=json.dumps(results, ensure_ascii=False),
                at=now(),
            )
        )


async def made(connection: AsyncConnection, agent: str, version: str) -> list[Evaluated]:
    """Return all evaluations of an agent's version, oldest first, by the rules too."""
    rows = await connection.execute(_of(agent).where(evaluations.c.version == version).order_by(evaluations.c.at))
    return list(map(_evaluated, rows))


async def last(like: Evaluated, version: str) -> Evaluated | None:
    """Return the same provider's last evaluation of a version, whatever its model, rather in the same process."""
    mine = (evaluations.c.provider == like.provider, evaluations.c.version == version)
    told = evaluations.c.process.in_((like.process, ""))
    order = (evaluations.c.process == like.process).desc(), evaluations.c.at.desc()
    async with reading() as connection:
        row = (await connection.execute(_of(like.agent).where(*mine, told).order_by(*order).limit(1))).first()
    return None if row is None else _evaluated(row)


def _of(agent: str) -> Select[Any]:
    return select(evaluations).where(evaluations.c.tenant == settings().tenant, evaluations.c.agent == agent)


def _evaluated(row: Row[Any]) -> Evaluated:
    told = {key: getattr(row, key) for key in ("agent", "version", "prompt_version", "process", "provider", "model")}
    return Evaluated.model_validate({**told, "results": json.loads(row.results)})
