"""The agent as it is told now: its active version, with the lessons that people accepted for it."""

from dataclasses import dataclass
from typing import Any

from prefect import get_run_logger

from agents.lessons import with_lessons
from agents.spec import Agent, Req, Resp
from tasks.casebook.agent_versions import Version, active_versions
from tasks.casebook.installing import installed
from tasks.casebook.lessons_told import lessons_told
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

    The first prompt that runs here is installed by that. In place of a version that this code cannot run the shipped
    prompt runs, which the run's log says each time; the version stays active for code that can, until a person makes
    another so.
    """
    here = (settings().casebook_url, settings().tenant)
    in_use = await single_flight(("agents in use", *here), _read)
    version = in_use.versions.get(agent.name)
    if version is None:
        version = await single_flight(("agent installed", *here, agent.name), lambda: installed(agent))
    told = _told(agent, version)
    return with_lessons(told, in_use.lessons.get((agent.name, process), []))


def _told(agent: Agent[Req, Resp], version: Version) -> Agent[Req, Resp]:
    if version.version == agent.prompt_version:
        return agent  # as nearly always, without a look at all its words
    why = version.unfit(agent)
    if not why:
        return version.of(agent)
    _warn(agent, version, why)
    return agent


async def _read() -> _InUse:
    return _InUse(await active_versions(), await lessons_told())


def _warn(agent: Agent[Any, Any], version: Version, why: str) -> None:
    get_run_logger().warning(
        "Version %s of agent %s is active and cannot run, since %s: the shipped prompt %s runs in its place, until "
        "`countersign agents activate %s` makes it active.",
        version.version,
        agent.name,
        why,
        agent.prompt_version,
        agent.name,
    )
