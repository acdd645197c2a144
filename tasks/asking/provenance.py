"""How an answer came about, as the case's record and the reader's footnote say it."""

import time
from collections.abc import Mapping
from typing import Any

from agents.spec import Agent
from tasks.asking.inquiry import Log
from tasks.casebook.budgets import dollars
from tasks.casebook.origins import FIRST


def signed(agent: Agent[Any, Any], by: str) -> dict[str, Any]:
    """Return who answered: the agent, and by what."""
    return {"by": by, "agent": agent.title, "prompt_version": agent.prompt_version}


def taken(log: Log, begun: float) -> dict[str, Any]:
    """Return what the request took; `begun` by the process's own clock."""
    return {
        "provider": log.provider,
        "model": log.model,
        "tokens": {"input": log.input_tokens, "output": log.output_tokens},
        "dollars": str(dollars(log.cost)),
        "attempts": log.calls,
        "failures": log.failures,
        "duration_ms": round((time.monotonic() - begun) * 1000),
    }


def how(log: Log, agent: Agent[Any, Any], asked: Agent[Any, Any]) -> str:
    """Return how a model's answer came about: "first answer", or what it took, in the words of a footnote."""
    took = [
        f"in place of the {asked.title.lower()}" if agent is not asked else "",
        "by the next provider" if log.provider_number > 1 else "",
        f"after {log.repairs} repair{'s' if log.repairs > 1 else ''}" if log.repairs else "",
    ]
    return ", ".join(filter(None, took)) or FIRST


def from_another_case(origin: Mapping[str, Any], begun: float) -> dict[str, Any]:
    """Return what an answer that another case's request was given took here: nothing; and there, by its record."""
    here = taken(Log(provider=origin["provider"], model=origin["model"]), begun)
    there = {key: origin[key] for key in ("case", "tokens", "dollars", "attempts", "failures", "duration_ms")}
    return here | {"kept_from": there, "how": f"kept from case {origin['case']}"}
