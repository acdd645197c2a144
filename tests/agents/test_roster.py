"""Every agent is found by its prompt, is judged by cases, and is told only names that exist."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from agents import spec
from agents.prompt_names import unknown_names
from agents.roster import AGENTS, AgentMissing, agent_named, refuse_one_without_a_prompt
from agents.spec import Agent

FOLDER = Path(spec.__file__).parent
each_agent = pytest.mark.parametrize("agent", AGENTS.values(), ids=lambda agent: agent.name)


def test_every_agent_that_is_written_is_in_the_roster() -> None:
    modules = [import_module(f"agents.{path.stem}") for path in FOLDER.glob("*.py")]
    written = {value.name for module in modules for value in vars(module).values() if isinstance(value, Agent)}
    assert written == set(AGENTS)
    assert {"controllers_reviewer", "data_steward", "finance_researcher", "narrator", "variance_analyst"} <= written


def test_a_prompt_an_agent_and_an_evaluation_belong_together() -> None:
    assert {path.stem for path in (FOLDER / "prompts").iterdir()} == set(AGENTS)
    assert {path.stem for path in (FOLDER / "evaluations").iterdir()} == set(AGENTS)


@each_agent
def test_a_prompt_names_only_what_the_request_and_the_response_have(agent: Agent[Any, Any]) -> None:
    assert unknown_names(agent) == frozenset()


@each_agent
def test_a_prompt_that_names_a_field_that_is_gone_is_noticed(agent: Agent[Any, Any]) -> None:
    drifted = replace(agent, told=agent.prompt + "\nMind `formerly_given`.")
    assert unknown_names(drifted) == {"formerly_given"}


def test_an_agent_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(AgentMissing, match="There is no agent 'poet': there are controllers_reviewer, data_steward"):
        agent_named("poet")


def test_an_agent_without_its_prompt_is_refused_with_the_file_that_lacks() -> None:
    with pytest.raises(AgentMissing, match=r"agents/narrator.py has an agent and no prompt: write agents/prompts/narr"):
        refuse_one_without_a_prompt(set(AGENTS) - {"narrator"})
