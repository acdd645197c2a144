"""Every agent of the house, by name: a prompt in prompts/ and the constant of the same name in agents/ make one."""

import re
from collections.abc import Collection
from importlib import import_module
from typing import Any

from agents.spec import PROMPTS, Agent


class AgentMissing(LookupError):
    """A prompt without its agent, an agent without its prompt, or a name that no agent has."""


def _agent(name: str) -> Agent[Any, Any]:
    """Return the constant NAME of agents/<name>.py."""
    try:
        found = getattr(import_module(f"agents.{name}"), name.upper(), None)
    except ModuleNotFoundError as error:
        if error.name != f"agents.{name}":
            raise
        found = None
    if not isinstance(found, Agent) or found.name != name:
        raise AgentMissing(
            f"agents/prompts/{name}.md has no agent: write agents/{name}.py with a constant {name.upper()}, an Agent "
            f"named '{name}', or remove the prompt."
        )
    return found


def refuse_one_without_a_prompt(names: Collection[str]) -> None:
    """Raise `AgentMissing` for a file of agents/ whose agent is none of these, as nobody would find it."""
    for path in sorted(PROMPTS.parent.glob("*.py")):
        name = path.stem
        if name not in names and re.search(
            rf"^{name.upper()}\b.*= Agent\b", path.read_text(encoding="utf-8"), re.MULTILINE
        ):
            raise AgentMissing(f"agents/{name}.py has an agent and no prompt: write agents/prompts/{name}.md.")


AGENTS: dict[str, Agent[Any, Any]] = {name: _agent(name) for name in sorted(path.stem for path in PROMPTS.glob("*.md"))}
refuse_one_without_a_prompt(AGENTS)


def agent_named(name: str) -> Agent[Any, Any]:
    """Return the agent of this name; raise `AgentMissing`."""
    if name not in AGENTS:
        raise AgentMissing(f"There is no agent '{name}': there are {', '.join(AGENTS)}.")
    return AGENTS[name]
