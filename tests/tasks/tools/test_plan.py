"""Plans are checked before anything is called: each thing that can be wrong is said, and what is fit is let through."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.plan import Plan
from tasks.casebook.tool_terms import Caller
from tasks.tools.plan import MOST_CALLS, checked, order
from tasks.tools.tool import Tool
from tests.tasks.tools.workbench import OBJECT, agent


async def _never(caller: Caller, arguments: dict[str, Any]) -> Any:
    raise AssertionError("a check calls nothing")


def tool(name: str, takes: Mapping[str, Any], gives: Mapping[str, Any], **rest: Any) -> Tool:
    arguments = {**OBJECT, "required": list(takes), "properties": takes}
    result = {**OBJECT, "properties": gives}
    return Tool(name=name, description="A tool.", arguments=arguments, result=result, call=_never, **rest)


TEXT, NUMBER = {"type": "string"}, {"type": "number"}
ROWS = {"rows": {"type": "array", "items": {**OBJECT, "properties": {"amount": NUMBER, "who": TEXT}}}}
TOOLS = {
    each.name: each
    for each in (
        tool("rows", {"sql": TEXT}, ROWS, outside=False, reaches_out=False),
        tool("add", {"a": NUMBER, "b": NUMBER}, {"sum": NUMBER}, outside=False, reaches_out=False),
        tool("mixed", {"a": {"anyOf": [TEXT, NUMBER]}}, {"sum": {"$ref": "#/$defs/n"}}, outside=False),
        tool("web.get", {"url": TEXT}, {"text": TEXT}),
        tool("local", {"text": TEXT}, {"text": TEXT}, outside=False, reaches_out=False),
        tool("pay", {"amount": NUMBER}, {}, writes=True),
        tool("hidden", {}, {}),
    )
}
PLANNER = agent("rows", "add", "mixed", "web.get", "local", "pay", "gone")


def plan(*calls: tuple[str, str, dict[str, Any]]) -> Plan:
    return Plan.model_validate({"calls": [{"id": i, "tool": t, "arguments": a} for i, t, a in calls]})


def ref(source: str, path: str) -> dict[str, str]:
    return {"from": source, "path": path}


FIT = [
    plan(),
    plan(("a", "add", {"a": 1, "b": 2.5})),
    plan(
        ("q", "rows", {"sql": "x"}), ("a", "add", {"a": ref("q", "/rows/0/amount"), "b": ref("q", "/rows/12/amount")})
    ),
    plan(("a", "add", {"a": 1, "b": 2}), ("b", "add", {"a": ref("a", "/sum"), "b": ref("a", "/sum")})),
    plan(("q", "rows", {"sql": "x"}), ("m", "mixed", {"a": ref("q", "/rows/0/who")})),
    plan(("w", "web.get", {"url": "u"}), ("l", "local", {"text": ref("w", "/text")})),
]

REFUSED = [
    (plan(("a", "gone", {})), "a tool 'gone' that there is not: planner may plan with add, local"),
    (plan(("a", "hidden", {})), "'hidden', which it does not name"),
    (plan(("a", "pay", {"amount": 5})), "may change something"),
    (plan(("a", "add", {"a": 1, "b": ref("z", "/sum")})), "takes 'b' from 'z', and there is no such call"),
    (plan(("a", "add", {"a": 1})), "'b' is a required property"),
    (plan(("a", "add", {"a": 1, "b": 2, "c": 3})), "'c' was unexpected"),
    (plan(("a", "add", {"a": "one", "b": 2})), "'one' is not of type 'number'"),
    (plan(("q", "rows", {"sql": "x"}), ("a", "add", {"a": 1, "b": ref("q", "/total")})), "gives nothing there"),
    (plan(("q", "rows", {"sql": "x"}), ("a", "add", {"a": 1, "b": ref("q", "/rows/x/amount")})), "gives nothing there"),
    (plan(("q", "rows", {"sql": "x"}), ("a", "add", {"a": 1, "b": ref("q", "rows")})), "no JSON pointer"),
    (
        plan(("q", "rows", {"sql": "x"}), ("a", "add", {"a": 1, "b": ref("q", "/rows/0/who")})),
        "which is string and should be number",
    ),
    (plan(("a", "add", {"a": ref("a", "/sum"), "b": 1})), "wait for each other: a -> a"),
    (
        plan(
            ("a", "add", {"a": 1, "b": ref("b", "/sum")}),
            ("b", "add", {"a": 1, "b": ref("c", "/sum")}),
            ("c", "add", {"a": 1, "b": ref("a", "/sum")}),
        ),
        "wait for each other",
    ),
    (plan(("a", "add", {"a": 1, "b": 2}), ("a", "add", {"a": 1, "b": 2})), "several calls 'a'"),
    (plan(*((f"c{n}", "add", {"a": 1, "b": 2}) for n in range(MOST_CALLS + 1))), f"at most {MOST_CALLS} are made"),
    (
        plan(("w", "web.get", {"url": "u"}), ("x", "web.get", {"url": ref("w", "/text")})),
        "would send what 'w' gave, which somebody outside wrote, to web.get",
    ),
    (
        plan(
            ("w", "web.get", {"url": "u"}),
            ("l", "local", {"text": ref("w", "/text")}),
            ("x", "web.get", {"url": ref("l", "/text")}),
        ),
        "would send what 'l' gave",
    ),
]


@pytest.mark.parametrize("fit", FIT)
def test_a_fit_plan_has_no_problem(fit: Plan) -> None:
    assert checked(fit, TOOLS, PLANNER) == []


@pytest.mark.parametrize(("unfit", "why"), REFUSED)
def test_each_problem_of_a_plan_is_said(unfit: Plan, why: str) -> None:
    assert why in " ".join(checked(unfit, TOOLS, PLANNER))


def test_a_whole_result_may_be_all_the_arguments_where_it_can_fit() -> None:
    same = tool("same", {"sum": NUMBER}, {"sum": NUMBER}, outside=False, reaches_out=False)
    tools = TOOLS | {"same": same}
    fit = Plan.model_validate(
        {"calls": [{"id": "a", "tool": "add", "arguments": {"a": 1, "b": 2}},
                   {"id": "b", "tool": "same", "arguments": ref("a", "")}]}
    )  # fmt: skip
    assert checked(fit, tools, agent("add", "same")) == []


def test_the_path_of_a_cycle_is_named_in_the_order_of_waiting() -> None:
    [unfit] = [each for each, why in REFUSED if why == "wait for each other"]
    [told] = checked(unfit, TOOLS, PLANNER)
    path = told.removeprefix("The calls wait for each other: ").partition(".")[0].split(" -> ")
    assert path[0] == path[-1]
    waits = {"a": "b", "b": "c", "c": "a"}
    assert all(waits[one] == other for one, other in pairwise(path))


@st.composite
def _graphs(draw: Any) -> Plan:
    """Plans whose calls take the results of any others."""
    size = draw(st.integers(1, 8))
    calls = []
    for number in range(size):
        sources = draw(st.lists(st.integers(0, size - 1), max_size=2))
        taken = [ref(f"c{each}", "/sum") for each in sources] + [1, 1]
        calls.append((f"c{number}", "add", {"a": taken[0], "b": taken[1]}))
    return plan(*calls)


@given(_graphs())
def test_a_plan_without_problems_can_be_ordered_so_that_each_call_comes_after_what_it_takes(any_plan: Plan) -> None:
    problems = checked(any_plan, TOOLS, PLANNER)
    if problems:
        assert any("wait for each other" in each for each in problems)
        return
    seen: set[str] = set()
    calls = {call.id: call for call in any_plan.calls}
    for name in order(any_plan).static_order():
        taken = [each["from"] for each in calls[name].arguments.values() if isinstance(each, dict)]
        assert seen.issuperset(taken)
        seen.add(name)
    assert seen == set(calls)
