"""Plans of calls: checked before anything is called, and the order in which their calls can be made."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from agents.plan import Plan, PlannedCall
from agents.spec import Agent
from tasks.tools.fit import fits, parts_at, types
from tasks.tools.quoting import quoted
from tasks.tools.references import NothingThere, Reference, is_position, references, tokens
from tasks.tools.schema import problems_beside
from tasks.tools.tool import Tool

MOST_CALLS = 20
"""Calls that one plan may have."""


class PlanRefused(ValueError):
    """A plan of which nothing is called."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
        """One sentence each, for the agent that planned."""


def checked(plan: Plan, tools: Mapping[str, Tool], agent: Agent[Any, Any]) -> list[str]:
    """Return one sentence for each thing that is wrong with a plan, none where it may be carried out."""
    calls = {call.id: call for call in plan.calls}
    told = [f"There are several calls '{name}': give each a name of its own." for name in _twice(plan)]
    if len(plan.calls) > MOST_CALLS:
        told.append(f"There are {len(plan.calls)} calls, at most {MOST_CALLS} are made: plan fewer.")
    for call in plan.calls:
        told += _of_call(call, calls, tools, agent)
    told += _of_order(calls)
    return told or list(_of_secrecy(calls, tools))


def order(plan: Plan) -> TopologicalSorter[str]:
    """Return the ids of the calls, each to come after those whose results it takes."""
    return TopologicalSorter(_graph({call.id: call for call in plan.calls}))


def _twice(plan: Plan) -> list[str]:
    ids = [call.id for call in plan.calls]
    return sorted({name for name in ids if ids.count(name) > 1})


def _of_call(
    call: PlannedCall, calls: Mapping[str, PlannedCall], tools: Mapping[str, Tool], agent: Agent[Any, Any]
) -> Iterator[str]:
    tool = tools.get(call.tool)
    if tool is None or call.tool not in agent.tools:
        named = ", ".join(sorted(agent.tools & tools.keys())) or "none"
        what = (
            f"a tool {quoted(call.tool)} that there is not"
            if tool is None
            else f"'{call.tool}', which it does not name"
        )
        yield f"Call '{call.id}' asks for {what}: {agent.name} may plan with {named}."
        return
    if tool.writes:
        yield f"Call '{call.id}' asks for '{call.tool}', which may change something: propose it as an effect instead."
        return
    taken = list(references(call.arguments))
    for problem in problems_beside(tool.arguments, call.arguments, [each.place for each in taken]):
        yield f"Call '{call.id}': {problem}."
    for reference in taken:
        yield from _of_reference(call, tool, reference, calls, tools)


def _of_reference(
    call: PlannedCall,
    tool: Tool,
    reference: Reference,
    calls: Mapping[str, PlannedCall],
    tools: Mapping[str, Tool],
) -> Iterator[str]:
    where = quoted("/".join(map(str, reference.place))) if reference.place else "all arguments"
    if reference.source not in calls:
        yield f"Call '{call.id}' takes {where} from {quoted(reference.source)}, and there is no such call in the plan."
        return
    giver = tools.get(calls[reference.source].tool)
    if giver is None:
        return  # said where that call is checked
    try:
        place = tuple(int(token) if is_position(token) else token for token in tokens(reference.pointer))
    except NothingThere as error:
        yield f"Call '{call.id}' takes {where} from '{reference.source}': {error}."
        return
    given = parts_at(giver.result, place)
    if not given:
        yield (
            f"Call '{call.id}' takes {where} from {quoted(reference.pointer)} of '{reference.source}', and "
            f"{giver.name} gives nothing there."
        )
        return
    gives, wants = types(given), types(parts_at(tool.arguments, reference.place))
    if not fits(gives, wants):
        yield (
            f"Call '{call.id}' takes {where} from {quoted(reference.pointer)} of '{reference.source}', which is "
            f"{_said(gives)} and should be {_said(wants)}."
        )


def _of_order(calls: Mapping[str, PlannedCall]) -> Iterator[str]:
    try:
        TopologicalSorter(_graph(calls)).prepare()
    except CycleError as error:
        path = " -> ".join(reversed(error.args[1]))
        yield f"The calls wait for each other: {path}. Take one of these references out."


def _of_secrecy(calls: Mapping[str, PlannedCall], tools: Mapping[str, Tool]) -> Iterator[str]:
    """Find what outsiders wrote, itself or worked into something else, on its way to where it leaves the house."""
    outside = set[str]()
    for name in TopologicalSorter(_graph(calls)).static_order():
        tool = tools[calls[name].tool]
        tainted = sorted(_sources(calls[name]) & outside)
        if tool.outside or tainted:
            outside.add(name)
        if tool.reaches_out and tainted:
            yield (
                f"Call '{name}' would send what '{', '.join(tainted)}' gave, which somebody outside wrote, to "
                f"{tool.name}: write its arguments yourself."
            )


def _graph(calls: Mapping[str, PlannedCall]) -> dict[str, set[str]]:
    return {name: _sources(call) & calls.keys() for name, call in calls.items()}


def _sources(call: PlannedCall) -> set[str]:
    return {reference.source for reference in references(call.arguments)}


def _said(kinds: frozenset[str]) -> str:
    return " or ".join(sorted(kinds)) or "nothing"
