"""The names that a prompt uses, held against the fields that the agent's request and response really have."""

import re
from collections.abc import Iterator
from typing import Any

from agents.spec import Agent


def unknown_names(agent: Agent[Any, Any]) -> frozenset[str]:
    """Return what the prompt names in backticks and is neither a field or value of request or response nor a tool."""
    known = {*agent.tools, *_names(agent.request.model_json_schema()), *_names(agent.response_schema)}
    return frozenset(re.findall(r"`([a-z][a-z0-9_]*)`", agent.prompt)) - known


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _names(part)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from map(str, [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())])
        for part in schema.values():
            yield from _names(part)
