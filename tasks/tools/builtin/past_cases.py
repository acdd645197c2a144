"""Past cases: what became of earlier cases of the same process, and what agents wrote in them."""

import json
from typing import Any
from uuid import UUID

from tasks.casebook import past_cases
from tasks.casebook.tool_terms import Caller
from tasks.tools.tool import ArgumentsRefused, Tool

CASES = 20
"""Most cases that one call gives."""


async def _looked_up(caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
    if "case" in arguments:
        return await _steps(caller, arguments["case"], arguments.get("step", ""))
    key = arguments.get("key", {})
    rows = await past_cases.closed(caller.case, key, limit=arguments.get("limit", CASES) + 1)
    most = arguments.get("limit", CASES)
    return {"cases": [_told(row) for row in rows[:most]], "more": len(rows) > most}


async def _steps(caller: Caller, text: str, step: str) -> dict[str, Any]:
    try:
        number = UUID(text)
    except ValueError as error:
        raise ArgumentsRefused(f"'{text}' is no case: take one from what a call without `case` gives.") from error
    row = await past_cases.one(caller.case, number)
    if row is None:
        raise ArgumentsRefused(f"There is no closed case {number} of this process: leave `case` out to see which are.")
    written = await past_cases.written(number, step)
    return {"cases": [_told(row)], "more": False, "steps": written}


def _told(row: Any) -> dict[str, Any]:
    return {
        "case": str(row.id),
        "key": json.loads(row.natural_key),
        "outcome": json.loads(row.outcome) if row.outcome else {},
        "closed": row.updated_at.date().isoformat(),
    }


PAST_CASES = Tool(
    name="past_cases",
    description=(
        "Earlier cases of this process that are closed, the latest first: the key of each (its period, entity ...) and "
        "its outcome. `key` keeps those whose key has these values. With `case`, one of them with what was answered at "
        "its steps; `step` keeps the steps that begin so."
    ),
    arguments={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "key": {"type": "object", "maxProperties": 10},
            "limit": {"type": "integer", "minimum": 1, "maximum": CASES},
            "case": {"type": "string", "maxLength": 36},
            "step": {"type": "string", "maxLength": 200},
        },
        "dependentRequired": {"step": ["case"]},
    },
    result={
        "type": "object",
        "additionalProperties": False,
        "required": ["cases", "more"],
        "properties": {
            "cases": {
                "type": "array",
                "items": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "case": {"type": "string"},
                        "key": {"type": "object"},
                        "outcome": {"type": "object"},
                        "closed": {"type": "string"},
                    },
                },
            },
            "more": {"type": "boolean"},
            "steps": {"type": "object"},
        },
    },
    call=_looked_up,
    outside=True,  # what agents wrote may repeat what others had written
    reaches_out=False,
    own=True,
)
