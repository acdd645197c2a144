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


async def latest(connection: AsyncConnection, agent: str, version: str) -> dict[str, Evaluated]:
    """Return the last evaluation of an agent's version by each of those who were asked, the rules included."""
    rows = await connection.execute(_of(agent).where(evaluations.c.version == version).order_by(evaluations.c.at))
    made = map(_evaluated, rows)
    return {one.by: one for one in made}


async def last(agent: str, provider: str, version: str) -> Evaluated | None:
    """Return the provider's last evaluation of an agent's version, whatever its model."""
    query = _of(agent).where(evaluations.c.provider == provider, evaluations.c.version == version)
    async with reading() as connection:
        row = (await connection.execute(query.order_by(evaluations.c.at.desc()).limit(1))).first()
    return None if row is None else _evaluated(row)


def _of(agent: str) -> Select[Any]:
    return select(evaluations).where(evaluations.c.tenant == settings().tenant, evaluations.c.agent == agent)


def _evaluated(row: Row[Any]) -> Evaluated:
    told = {key: getattr(row, key) for key in ("agent", "version", "prompt_version", "provider", "model")}
    return Evaluated.model_validate({**told, "results": json.loads(row.results)})
