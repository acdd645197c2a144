"""The verb `use`: a result is kept by its step, recorded and redacted."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from tasks.casebook import tool_calls, tool_records
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.audit import broken_link
from tasks.casebook.cases import claim
from tasks.casebook.database import reading
from tasks.casebook.tables import audit, tool_results
from tasks.casebook.tool_admission import Intent
from tasks.casebook.tool_outcomes import Outcome, ToolRefused
from tasks.casebook.tool_terms import Caller
from tasks.tools.schema import schema_sha256
from tests.tasks.casebook.desk import opened
from tests.tasks.tools.workbench import BENCH, add_source, agent, end_of, grant_tool, read_outside, uses

# Prefect leaves a socket to its own server to the garbage collector when a flow's event loop ends.
pytestmark = pytest.mark.filterwarnings("ignore:.*<socket.socket:pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(autouse=True)
def bench() -> Any:
    BENCH.tools.clear()
    BENCH.calls.clear()
    return BENCH


async def refusals() -> list[tuple[str, str]]:
    async with reading() as connection:
        assert await broken_link(connection) is None
        rows = await connection.execute(select(audit).where(audit.c.action == "tool refused").order_by(audit.c.seq))
        return [(row.object, json.loads(row.detail)["why"]) for row in rows]


def test_a_step_keeps_its_result_and_the_tool_is_not_called_again(
    casebook: Any, prefect_server: None, bench: Any
) -> None:
    async def story() -> None:
        bench.has("bench.shout")
        await add_source()
        await grant_tool("bench.shout")
        case = await opened()
        first = await uses(case, agent("bench.shout"), "bench.shout", {"text": "hi"}, "books/1")
        assert (first.value, first.outside, first.tool) == ({"text": "HI"}, True, "bench.shout")
        again = await uses(case, agent("bench.shout"), "bench.shout", {"text": "other"}, "books/1")
        assert again == first
        assert bench.calls == [("bench.shout", {"text": "hi"})]
        [row] = await tool_records.of_case(case.id)
        assert (row.outcome, row.step, row.agent) == ("answered", "books/1", "planner")
        assert await read_outside(case)

    casebook(story())


def test_the_calculator_needs_no_grant_and_taints_nothing(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        assert await end_of(case, agent("calculator"), "calculator", {"expression": "1/4"}, "books/1") == "answered"
        assert not await read_outside(case)

    casebook(story())


def test_a_tool_that_nobody_registered_is_not_called_and_the_refusal_is_audited_once(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        assert await end_of(case, agent(), "transfer_money", {"amount": 5}, "books/1") == Outcome.UNKNOWN
        assert await refusals() == [("tool:transfer_money", "unknown tool")]
        assert [row.outcome for row in await tool_records.of_case(case.id)] == ["unknown tool"]

    casebook(story())


def test_what_a_tool_gives_is_redacted_before_anybody_reads_or_keeps_it(casebook: Any, bench: Any) -> None:
    async def story() -> None:
        bench.has("bench.shout", lambda _: {"text": "ask cfo@acme.example, key sk-abcdefgh12345678"})
        await add_source()
        await grant_tool("bench.shout")
        case = await opened()
        assert await end_of(case, agent("bench.shout"), "bench.shout", {"text": "x"}, "books/1") == "answered"
        async with reading() as connection:
            [text] = (await connection.execute(select(tool_results.c.result))).scalars()
        assert json.loads(text) == {"text": "ask [mail], key [key]"}

    casebook(story())


def test_an_older_attempt_of_a_case_calls_nothing(casebook: Any, bench: Any) -> None:
    async def story() -> None:
        bench.has("bench.shout")
        await add_source()
        await grant_tool("bench.shout")
        case = await opened()
        await claim("test", {"key": "one"}, {"key": "one"}, owner=(await _owner()), requester="dee")
        with pytest.raises(StaleEpoch):
            await end_of(case, agent("bench.shout"), "bench.shout", {"text": "x"}, "books/1")
        assert bench.calls == []

    casebook(story())


def test_a_call_whose_process_ended_is_made_again_and_known_as_lost(casebook: Any, bench: Any) -> None:
    async def story() -> None:
        bench.has("bench.shout")
        await add_source()
        await grant_tool("bench.shout")
        case, who = await opened(), agent("bench.shout")
        tool = bench.tools["bench.shout"]
        await tool_calls.admit(Intent(Caller(case, "planner"), "books/1", tool, schema_sha256(tool), "", ""))
        row = await claim("test", {"key": "one"}, {"key": "one"}, owner=(await _owner()), requester="dee")
        again = case.model_copy(update={"epoch": row.epoch})
        assert await end_of(again, who, "bench.shout", {"text": "hi"}, "books/1") == "answered"
        assert await end_of(again, who, "bench.shout", {"text": "hi"}, "books/1") == "kept"
        assert [row.outcome for row in await tool_records.of_case(case.id)] == ["lost", "answered"]
        assert len(bench.calls) == 1

    casebook(story())


async def _owner() -> Any:
    from tasks.casebook.case_records import listing

    return (await listing())[0].owner


def test_a_refusal_names_what_is_to_be_done(casebook: Any, bench: Any, prefect_server: None) -> None:
    async def story() -> None:
        bench.has("bench.shout")
        await add_source()
        with pytest.raises(ToolRefused, match=r"countersign tools grant bench\.shout --agent planner"):
            await uses(await opened(), agent("bench.shout"), "bench.shout", {"text": "x"}, "books/1")

    casebook(story())
