"""The calculator: decimal arithmetic for every figure that an agent is not given."""

from decimal import Decimal
from typing import Any

from tasks.casebook.tool_terms import Caller
from tasks.tools.arithmetic import LONGEST, calculated
from tasks.tools.tool import Tool


async def _calculate(caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
    values = {name: Decimal(str(value)) for name, value in arguments.get("values", {}).items()}
    value, exact = calculated(arguments["expression"], values)
    return {"value": f"{value:f}", "exact": exact}


_NUMBER = {"type": ["string", "integer"], "pattern": r"^-?[0-9]{1,40}(\.[0-9]{1,40})?$"}

CALCULATOR = Tool(
    name="calculator",
    description=(
        "Decimal arithmetic, exact to 50 digits. `expression` takes numbers, + - * / % (remainder) ** ( ), and "
        "round(x, places) (halves away from zero), abs(x), sum(...), min(...), max(...); names in it stand for numbers "
        "that `values` gives. Example: {'expression': '(actual - budget) / budget * 100', 'values': "
        "{'actual': '24310', 'budget': '15000'}}. Use it for every figure that is not given."
    ),
    arguments={
        "type": "object",
        "additionalProperties": False,
        "required": ["expression"],
        "properties": {
            "expression": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            "values": {
                "type": "object",
                "propertyNames": {"pattern": "^[a-z][a-z0-9_]{0,39}$"},
                "additionalProperties": _NUMBER,
                "maxProperties": 50,
            },
        },
    },
    result={
        "type": "object",
        "additionalProperties": False,
        "required": ["value", "exact"],
        "properties": {
            "value": {"type": "string", "description": "The result in decimal digits."},
            "exact": {"type": "boolean", "description": "Whether no digit was rounded away."},
        },
    },
    call=_calculate,
    outside=False,
    reaches_out=False,
    own=True,
    redacts=False,
)
