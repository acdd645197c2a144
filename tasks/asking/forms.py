"""By what a provider is held to an answer's form: a JSON schema, a tool that it must call, or plain JSON mode."""

import json
from collections.abc import Mapping
from typing import Any, Literal

Form = Literal["json_schema", "tool_call", "json_mode"]
BEST_FIRST: tuple[Form, ...] = ("json_schema", "tool_call", "json_mode")


def settings_for(form: Form, name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a call is bound to so that its answer follows `schema`."""
    if form == "json_schema":
        described = {"name": name, "schema": schema, "strict": _is_strict(schema)}
        return {"response_format": {"type": "json_schema", "json_schema": described}}
    if form == "tool_call":
        tool = {"name": name, "description": "Give the answer.", "parameters": schema}
        return {
            "tools": [{"type": "function", "function": tool}],
            "tool_choice": {"type": "function", "function": {"name": name}},
        }
    return {"response_format": {"type": "json_object"}}


def told(form: Form, schema: Mapping[str, Any]) -> str:
    """Return what the instructions must add: JSON mode does not carry the schema."""
    if form != "json_mode":
        return ""
    return (
        f"\n## The answer's form\n\nAnswer with one JSON object that follows this JSON schema:\n{json.dumps(schema)}\n"
    )


def _is_strict(schema: Any) -> bool:
    """Tell whether every object in the schema is closed and requires all it has, as strict mode wants."""
    if isinstance(schema, list):
        return all(map(_is_strict, schema))
    if not isinstance(schema, Mapping):
        return True
    if "properties" in schema and (
        schema.get("additionalProperties") is not False or set(schema.get("required", ())) != set(schema["properties"])
    ):
        return False
    return all(map(_is_strict, schema.values()))
