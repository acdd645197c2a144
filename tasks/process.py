"""A process as it is declared: its name, the steps that its flow may take, and the agents that it asks."""

from typing import Any, Protocol

from pydantic import BaseModel, InstanceOf

from agents.spec import Agent


class Process(BaseModel, frozen=True, extra="forbid"):
    """What a flow declares of itself, so that a step which it does not name is refused."""

    name: str
    steps: frozenset[str]
    agents: tuple[InstanceOf[Agent[Any, Any]], ...] = ()
    """Without a model, a key or a tool that they need, no case of the process is opened."""
    views: str = ""
    """Place ("module:function") of what gives the views on a case's data that queries may read; empty for none."""


class Brief(Protocol):
    """A flow's one parameter."""

    def natural_key(self) -> dict[str, Any]:
        """Return what makes two briefs mean the same case."""
        ...

    def model_dump(self) -> dict[str, Any]: ...
