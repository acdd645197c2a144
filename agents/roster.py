"""Every agent of the house, by name."""

from agents.controllers_reviewer import CONTROLLERS_REVIEWER
from agents.data_steward import DATA_STEWARD
from agents.narrator import NARRATOR
from agents.spec import Agent
from agents.variance_analyst import VARIANCE_ANALYST

AGENTS: dict[str, Agent] = {
    agent.name: agent for agent in (DATA_STEWARD, VARIANCE_ANALYST, NARRATOR, CONTROLLERS_REVIEWER)
}
