"""Who may answer in the place of an agent that cannot be asked."""

from typing import Any

from agents.roster import AGENTS
from agents.spec import Agent
from tasks.casebook.agent_records import records


async def stand_ins(agent: Agent[Any, Any]) -> list[Agent[Any, Any]]:
    """Return the agents of the roster that take its request, give its response and have its capabilities.

    The one whose calls were answered well most often comes first; one that was never asked has no success yet. Ties go
    by name.
    """
    able = [each for each in AGENTS.values() if each.name != agent.name and _can_replace(each, agent)]
    seen = await records() if able else {}
    success = {name: record.answered / record.calls for name, record in seen.items()}
    return sorted(able, key=lambda each: (-success.get(each.name, 0.0), each.name))


def _can_replace(other: Agent[Any, Any], agent: Agent[Any, Any]) -> bool:
    same_form = other.request is agent.request and other.response is agent.response
    return same_form and other.capabilities >= agent.capabilities
