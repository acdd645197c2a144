"""The agent as it is told now: its active version, with the lessons that people accepted for it."""

from dataclasses import dataclass
from typing import Any

from prefect import get_run_logger

from agents.lessons import MOST, with_lessons
from agents.spec import Agent, Req, Resp
from tasks.casebook import lessons
from tasks.casebook.agent_versions import Version, active_versions, retire
from tasks.settings import settings
from tasks.single_flight import single_flight


@dataclass(frozen=True)
class _InUse:
    """What the tenant has decided about its agents."""

    versions: dict[str, Version]
    lessons: dict[tuple[str, str], list[str]]
    """Accepted texts by agent and process."""


async def active(agent: Agent[Req, Resp], process: str) -> Agent[Req, Resp]:
    """Return the agent with the prompt that is active for the tenant and the lessons accepted for it in `process`.

    A version that the code can no longer run is retired, which the run's log and the audit say, and the shipped prompt
    runs.
    """
    in_use = await single_flight(("agents in use", settings().casebook_url, settings().tenant), _read)
    version = in_use.versions.get(agent.name)
    why = "" if version is None else version.unfit(agent)
    if version is not None and why:
        await _retire(agent, version, why)
    told = agent if version is None or why else version.of(agent)
    return with_lessons(told, in_use.lessons.get((agent.name, process), [])[:MOST])


async def _read() -> _InUse:
    told: dict[tuple[str, str], list[str]] = {}
    for row in await lessons.accepted():
        told.setdefault((row.agent, row.process), []).append(row.text)
    return _InUse(await active_versions(), told)


async def _retire(agent: Agent[Any, Any], version: Version, why: str) -> None:
    if await retire(agent, version, why):
        get_run_logger().warning(
            "Version %s of agent %s is retired, since %s: the shipped prompt %s runs.",
            version.version,
            agent.name,
            why,
            agent.prompt_version,
        )
