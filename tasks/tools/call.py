"""One call of a tool, from the name that an agent gave to the result that its step keeps."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agents.spec import Agent
from reports.canonical import text_sha256
from tasks.casebook import tool_calls
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.cases import Case
from tasks.casebook.database import database_now
from tasks.casebook.storable import excerpt
from tasks.casebook.tool_admission import Intent
from tasks.casebook.tool_calls import News
from tasks.casebook.tool_grants import is_accepted
from tasks.casebook.tool_outcomes import NOT_CALLED, Outcome, ToolRefused
from tasks.casebook.tool_sources import SourceRefused
from tasks.casebook.tool_terms import Caller
from tasks.settings import settings
from tasks.tools.execution import called
from tasks.tools.registry import find, is_known
from tasks.tools.schema import json_text, problems, schema_sha256
from tasks.tools.sources import SourceAway
from tasks.tools.tool import Tool, Used

LONGEST_ARGUMENTS = 20_000
"""Signs of JSON that a call may bring."""
LONGEST_REASON = 2_000
"""Signs that a step keeps of why its call gave nothing."""


@dataclass(frozen=True)
class Call:
    """A call as an agent planned it."""

    case: Case
    agent: Agent[Any, Any]
    tool: str
    arguments: Mapping[str, Any]
    step: str

    @property
    def caller(self) -> Caller:
        return Caller(self.case, self.agent.name)


async def used(call: Call, tell: Callable[[News], None]) -> tuple[Used, str]:
    """Return what the call gives and how it came about, "kept" where its step had it before.

    Raise `ToolRefused` where it gives nothing.
    """
    stored = await frozen_answer(call.case, call.step)
    how = "kept"
    if stored is None:
        stored = await _made(call, tell)
        how = stored["outcome"]
    if "refused" in stored:
        raise ToolRefused(Outcome(stored["refused"]), stored["why"])
    value, at = json.loads(stored["result"]), datetime.fromisoformat(stored["at"])
    return Used(tool=stored["tool"], value=value, outside=stored["outside"], at=at), how


async def _made(call: Call, tell: Callable[[News], None]) -> dict[str, Any]:
    """Pass the call through everything that stands before its tool, make it, and keep how it ended."""
    tool = await _known_tool(call)
    intent = await _intent(call, tool)
    admitted = await tool_calls.admit(intent)
    kept: dict[str, Any] = {"tool": tool.name, "outside": tool.outside, "at": (await database_now()).isoformat()}
    if admitted.kept is not None:
        kept |= {"result": admitted.kept, "outcome": Outcome.CACHED}
    else:
        made = await called(admitted, intent, tool, dict(call.arguments))
        tell(made.news)
        if made.refused is None:
            kept |= {"result": made.result, "outcome": Outcome.ANSWERED, "at": (await database_now()).isoformat()}
        elif made.refused.outcome in NOT_CALLED:
            raise made.refused
        else:
            why = excerpt(made.refused.why, LONGEST_REASON)
            kept |= {"refused": made.refused.outcome, "why": why, "outcome": made.refused.outcome}
    by = {"by": f"tool {tool.name}", "agent": call.agent.name, "call": admitted.call}
    return await freeze_answer(call.case, call.step, kept, request_sha256=intent.arguments_sha256, provenance=by)


async def _known_tool(call: Call) -> Tool:
    """Return the tool that the agent means; raise `ToolRefused`, recorded, where there is none that it may name."""
    try:
        return await _known(call)
    except ToolRefused as refused:
        await tool_calls.refuse(call.case, call.step, call.agent.name, call.tool, refused)
        raise


async def _known(call: Call) -> Tool:
    tenant, agent, name = call.case.tenant, call.agent, call.tool[:120]
    if tenant != settings().tenant:
        raise ToolRefused(
            Outcome.WRONG_TENANT,
            f"Case {call.case.id} is of tenant '{tenant}', and this process works for '{settings().tenant}': let a "
            "worker of its own tenant tell it.",
        )
    nowhere = ToolRefused(
        Outcome.UNKNOWN,
        f"Tenant '{tenant}' has no tool '{name}': `countersign tools` lists those there are, and `countersign tools "
        "add` adds a source of others.",
    )
    if not await is_known(tenant, call.tool):
        raise nowhere
    if call.tool not in agent.tools:
        named = ", ".join(sorted(agent.tools)) or "none"
        raise ToolRefused(
            Outcome.NOT_NAMED,
            f"Agent '{agent.name}' does not name the tool '{name}' (it names {named}): add it to the agent's `tools`, "
            "or let another agent plan.",
        )
    try:
        tool = await find(tenant, call.tool)
    except (SourceAway, SourceRefused) as error:
        raise ToolRefused(Outcome.FAILED, str(error)) from error
    if tool is None:
        raise nowhere
    return tool


async def _intent(call: Call, tool: Tool) -> Intent:
    """Return the call as the casebook decides on it; its arguments are held to no schema that nobody accepted."""
    schema = schema_sha256(tool)
    try:
        text = json_text(call.arguments)
    except (TypeError, ValueError) as error:
        return Intent(call.caller, call.step, tool, schema, "", "", (f"arguments must be JSON ({error})",))
    found = problems(tool.arguments, call.arguments) if tool.own or await is_accepted(tool.name, schema) else None
    if len(text) > LONGEST_ARGUMENTS:
        found = [f"arguments have {len(text)} signs, at most {LONGEST_ARGUMENTS} are taken"]
    key = text_sha256(json_text([tool.name, tool.source, schema, text]))
    return Intent(call.caller, call.step, tool, schema, text_sha256(text), key, None if found is None else tuple(found))
