"""The call itself: timed, checked, redacted and recorded."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from tasks.casebook import tool_calls
from tasks.casebook.tool_admission import Intent
from tasks.casebook.tool_calls import Admitted, Ended, News
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.casebook.tool_terms import Caller
from tasks.redaction import redacted, redacted_value
from tasks.tools.schema import json_text, problems
from tasks.tools.tool import ArgumentsRefused, Tool

LONGEST_RESULT = 200_000
"""Signs of JSON that a tool may give: what is longer no agent reads."""


@dataclass(frozen=True)
class Called:
    """What came of a call that was made."""

    result: str | None
    """JSON, checked and redacted; None where there is a refusal."""
    refused: ToolRefused | None
    news: News


async def called(admitted: Admitted, intent: Intent, tool: Tool, arguments: dict[str, Any]) -> Called:
    """Call the tool, check and redact what it gives, and record how it ended."""
    begun = time.monotonic()
    result, refused = None, None
    try:
        result = _checked(tool, await _answer(tool, intent.caller, arguments))
    except ToolRefused as raised:
        refused = raised
    ended = Ended(
        outcome=refused.outcome if refused else Outcome.ANSWERED,
        detail=refused.why if refused else "",
        arguments=json_text(redacted_value(arguments)),
        result=result or "",
        latency_ms=round((time.monotonic() - begun) * 1000),
    )
    return Called(result, refused, await tool_calls.settle(admitted, intent, ended))


async def _answer(tool: Tool, caller: Caller, arguments: dict[str, Any]) -> Any:
    try:
        async with asyncio.timeout(tool.timeout):
            return await tool.call(caller, arguments)
    except ToolRefused:  # a tool of a source that knows better than this how its call ended
        raise
    except ArgumentsRefused as error:
        raise ToolRefused(Outcome.INVALID_ARGUMENTS, redacted(str(error))) from error
    except TimeoutError as error:
        why = f"'{tool.name}' gave nothing within {tool.timeout:g} s: ask it for less."
        raise ToolRefused(Outcome.TIMED_OUT, why) from error
    except Exception as error:  # whatever a tool raises is how its call ended
        why = f"'{tool.name}' failed ({type(error).__name__}: {redacted(str(error))[:300]})."
        raise ToolRefused(Outcome.FAILED, why) from error


def _checked(tool: Tool, value: Any) -> str:
    """Return a result as JSON, held to its schema and redacted."""
    try:
        text = json_text(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise ToolRefused(Outcome.INVALID_RESULT, f"'{tool.name}' gave what JSON cannot hold ({error}).") from error
    if len(text) > LONGEST_RESULT:
        why = f"'{tool.name}' gave {len(text)} signs, at most {LONGEST_RESULT} are read: ask it for less."
        raise ToolRefused(Outcome.TOO_LONG, why)
    found = problems(tool.result, value)
    if found:
        why = f"'{tool.name}' gave what its result schema does not allow: {redacted('; '.join(found))}"
        raise ToolRefused(Outcome.INVALID_RESULT, why)
    return json_text(redacted_value(value)) if tool.redacts else text
