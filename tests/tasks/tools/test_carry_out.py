"""A plan is carried out in the order of its references, at once where there is none, and each call once."""

import asyncio
from typing import Any

import pytest
from prefect import flow

from agents.plan import Plan
from agents.spec import Agent
from tasks.carry_out import Carried, carry_out
from tasks.casebook import tool_records, tool_sources
from tasks.casebook.cases import Case
from tasks.casebook.tool_outcomes import Outcome
from tasks.tools import sources
from tasks.tools.plan import PlanRefused
from tasks.tools.schema import _validator
from tasks.tools.sources import SourceAway
from tests.tasks.casebook.desk import opened
from tests.tasks.tools.test_plan import plan, ref
from tests.tasks.tools.workbench import BENCH, OBJECT, add_source, agent, grant_tool, says

# Prefect leaves a socket to its own server to the garbage collector when a flow's event loop ends.
pytestmark = pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")

JOIN = {**OBJECT, "required": ["parts"], "properties": {"parts": {"type": "array", "items": {"type": "string"}}}}
PLANNER = agent("bench.shout", "bench.join", "bench.fails", "calculator")


@flow(name="carries-out", persist_result=False)
async def carries_out(case: Case, what: Plan) -> Carried:
    return await carry_out(case, PLANNER, what, step="books#1")


@flow(name="carries-out-for", persist_result=False)
async def carries_out_for(who: Agent[Any, Any], case: Case, what: Plan) -> Carried:
    return await carry_out(case, who, what, step="books#1")


async def tools(order: list[str] | None = None) -> None:
    def noted(arguments: dict[str, Any]) -> Any:
        if order is not None:
            order.append(arguments["text"])
        return {"text": arguments["text"].upper()}

    def fails(arguments: dict[str, Any]) -> Any:
        raise ConnectionError("away")

    BENCH.tools.clear()
    BENCH.calls.clear()
    local = {"outside": False, "reaches_out": False}
    BENCH.has("bench.shout", noted, **local)
    BENCH.has("bench.fails", fails, **local)
    BENCH.has("bench.join", lambda each: {"text": "-".join(each["parts"])}, arguments=JOIN, **local)
    await add_source()
    for name in BENCH.tools:
        await grant_tool(name)


def test_results_go_into_the_calls_that_ask_for_them(run: Any, prefect_server: None) -> None:
    async def story() -> None:
        await tools()
        case = await opened()
        what = plan(
            ("last", "bench.join", {"parts": [ref("b", "/text"), "and", ref("a", "/text")]}),
            ("a", "bench.shout", {"text": "one"}),
            ("b", "bench.shout", {"text": ref("a", "/text")}),
            ("sum", "calculator", {"expression": "a + 1", "values": {"a": ref("half", "/value")}}),
            ("half", "calculator", {"expression": "1 / 2"}),
        )
        carried = await carries_out(case, what)
        assert carried.used["last"].value == {"text": "ONE-and-ONE"}
        assert carried.used["sum"].value == {"value": "1.5", "exact": True}
        assert (carried.refused, carried.left_out) == ({}, {})
        steps = {row.step: row.tool for row in await tool_records.of_case(case.id)}
        assert steps["books#1/last"] == "bench.join"
        calls = len(BENCH.calls)
        assert (await carries_out(case, what)).used == carried.used  # the run began anew
        assert len(BENCH.calls) == calls

    run(story())


def test_calls_that_wait_for_nobody_are_made_at_once(run: Any, prefect_server: None) -> None:
    async def story() -> None:
        await tools()
        together = asyncio.Barrier(6)

        async def meets(arguments: dict[str, Any]) -> Any:
            await together.wait()  # which ends only once all six are there
            return {"text": "met"}

        BENCH.has("bench.shout", meets, outside=False, reaches_out=False)
        what = plan(*((f"c{number}", "bench.shout", {"text": str(number)}) for number in range(6)))
        carried = await carries_out(await opened(), what)
        assert len(carried.used) == 6

    run(story())


def test_what_rests_on_a_call_without_result_is_not_made_and_the_rest_is(run: Any, prefect_server: None) -> None:
    async def story() -> None:
        await tools()
        what = plan(
            ("bad", "bench.fails", {"text": "x"}),
            ("next", "bench.shout", {"text": ref("bad", "/text")}),
            ("after", "bench.shout", {"text": ref("next", "/text")}),
            ("other", "bench.shout", {"text": "fine"}),
        )
        carried = await carries_out(await opened(), what)
        assert carried.refused["bad"].outcome == Outcome.FAILED
        assert carried.left_out == {"next": "bad", "after": "next"}
        assert carried.used["other"].value == {"text": "FINE"}
        assert sorted(name for name, _ in BENCH.calls) == ["bench.fails", "bench.shout"]

    run(story())


def test_of_a_plan_with_a_problem_nothing_is_called(run: Any, prefect_server: None) -> None:
    async def story() -> None:
        await tools()
        what = plan(("a", "bench.shout", {"text": "fine"}), ("b", "bench.shout", {"text": ref("c", "/text")}))
        with pytest.raises(PlanRefused, match="there is no such call"):
            await carries_out(await opened(), what)
        assert BENCH.calls == []

    run(story())


def test_a_part_that_a_result_lacks_is_said_of_the_call_that_takes_it(run: Any, prefect_server: None) -> None:
    async def story() -> None:
        await tools()
        open_ = {"type": "object", "properties": {"text": {"type": "string"}, "more": {"type": "string"}}}
        BENCH.has("bench.join", lambda _: {"text": "only"}, arguments=JOIN, result=open_, outside=False)
        from tasks.casebook.tool_grants import accept
        from tasks.tools.schema import schema_sha256

        await accept("bench.join", schema_sha256(BENCH.tools["bench.join"]), says())
        what = plan(("a", "bench.join", {"parts": []}), ("b", "bench.shout", {"text": ref("a", "/more")}))
        carried = await carries_out(await opened(), what)
        assert carried.refused["b"].outcome == Outcome.INVALID_ARGUMENTS
        assert "there is no 'more'" in carried.refused["b"].why

    run(story())


async def _gone(source: Any) -> list[Any]:
    raise SourceAway("nobody answers")


def test_a_tool_whose_source_is_away_refuses_its_own_calls_and_no_others(run: Any, prefect_server: None) -> None:
    """The incident: one server that was away ended the whole plan with an error that nobody expected."""

    async def story() -> None:
        await tools()
        await tool_sources.add(tool_sources.proposed("away", "gone", {}), says())
        who = agent("bench.shout", "away.get")
        what = plan(
            ("a", "away.get", {"url": 5}),
            ("b", "bench.shout", {"text": ref("a", "/text")}),
            ("c", "bench.shout", {"text": "fine"}),
        )
        carried = await carries_out_for(who, await opened(), what)
        assert (carried.refused["a"].outcome, carried.left_out) == (Outcome.FAILED, {"b": "a"})
        assert "nobody answers" in carried.refused["a"].why
        assert carried.used["c"].value == {"text": "FINE"}

    sources.KINDS["gone"] = f"{__name__}:_gone"
    run(story())


def test_a_plan_is_not_held_to_what_nobody_accepted(run: Any, prefect_server: None) -> None:
    """A server's new pattern would else be followed, and may take for ever, before anybody has read it."""

    async def story() -> None:
        await tools()
        endless = {**OBJECT, "properties": {"text": {"type": "string", "pattern": "^(a|a)+$"}}}
        BENCH.has("bench.shout", arguments=endless)
        followed = _validator.cache_info().misses
        carried = await carries_out(await opened(), plan(("a", "bench.shout", {"text": "a" * 22 + "!"})))
        assert carried.refused["a"].outcome == Outcome.SCHEMA_CHANGED
        assert _validator.cache_info().misses == followed
        assert BENCH.calls == []

    run(story())


def test_what_a_call_gave_that_failed_is_told_again_and_nothing_is_called_twice(run: Any, prefect_server: None) -> None:
    async def story() -> None:
        await tools()
        case, text = await opened(), {"text": "x"}
        what = plan(("bad", "bench.fails", text), ("other", "bench.shout", text))
        first = await carries_out(case, what)
        again = await carries_out(case, what)
        assert again.used == first.used
        assert (again.refused["bad"].outcome, again.refused["bad"].why) == (Outcome.FAILED, first.refused["bad"].why)
        assert sorted(name for name, _ in BENCH.calls) == ["bench.fails", "bench.shout"]

    run(story())
