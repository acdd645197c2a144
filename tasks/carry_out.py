"""The verb `carry_out`: a plan of calls, each made as soon as what it takes is there."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agents.plan import Plan, PlannedCall
from agents.spec import Agent
from tasks.casebook import tool_calls
from tasks.casebook.answers import frozen_answer
from tasks.casebook.cases import Case
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.tools.offered import readable
from tasks.tools.plan import PlanRefused, checked, order
from tasks.tools.references import NothingThere, filled, references
from tasks.tools.tool import Used
from tasks.use import use


@dataclass
class Carried:
    """What a plan came to."""

    used: dict[str, Used] = field(default_factory=dict)
    """What each call gave, by its id."""
    refused: dict[str, ToolRefused] = field(default_factory=dict)
    """Why a call gave nothing."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Calls that were not made, each with the one that gave nothing for it."""


async def carry_out(case: Case, agent: Agent[Any, Any], plan: Plan, *, step: str) -> Carried:
    """Make the plan's calls, each with a step of its own, "STEP/<id>"; return what came of them.

    Raise `PlanRefused` with every problem, and nothing called, where the plan is not fit to be carried out. A
    tool whose source is away, or of which nobody accepted what it says, refuses its own calls and no others.
    """
    if not await _begun(case, plan, step):  # what was begun had been checked, and goes on as it was planned
        names = sorted({call.tool for call in plan.calls})
        known = {name: tool for name in names if (tool := await readable(case.tenant, name)) is not None}
        problems = checked(plan, known, agent)
        if problems:
            raise PlanRefused(problems)
    return await _carried(case, agent, plan, step)


async def _begun(case: Case, plan: Plan, step: str) -> bool:
    return any([await frozen_answer(case, f"{step}/{call.id}") is not None for call in plan.calls])


async def _carried(case: Case, agent: Agent[Any, Any], plan: Plan, step: str) -> Carried:
    calls, carried, open_ = {call.id: call for call in plan.calls}, Carried(), order(plan)
    running: dict[asyncio.Task[Used | ToolRefused], str] = {}
    open_.prepare()
    async with asyncio.TaskGroup() as group:
        while open_.is_active():
            for name in open_.get_ready():
                lacks = _lacks(calls[name], carried)
                if lacks:
                    carried.left_out[name] = lacks
                    open_.done(name)
                else:
                    given = {each: used.value for each, used in carried.used.items()}
                    running[group.create_task(_made(case, agent, calls[name], given, step))] = name
            if running:
                ended, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                for task in ended:
                    name, end = running.pop(task), task.result()
                    if isinstance(end, ToolRefused):
                        carried.refused[name] = end
                    else:
                        carried.used[name] = end
                    open_.done(name)
    return carried


def _lacks(call: PlannedCall, carried: Carried) -> str:
    """Return a call that gave nothing and on which this one rests, "" where there is none."""
    gone = carried.refused.keys() | carried.left_out.keys()
    return min((each.source for each in references(call.arguments) if each.source in gone), default="")


async def _made(
    case: Case, agent: Agent[Any, Any], call: PlannedCall, results: Mapping[str, Any], step: str
) -> Used | ToolRefused:
    own = f"{step}/{call.id}"
    try:
        arguments = filled(call.arguments, results)
    except NothingThere as error:
        refused = ToolRefused(Outcome.INVALID_ARGUMENTS, f"Call '{call.id}': {error}.")
        await tool_calls.refuse(case, own, agent.name, call.tool, refused)
        return refused
    try:
        return await use(case, agent, call.tool, arguments, step=own)
    except ToolRefused as refused:
        return refused
