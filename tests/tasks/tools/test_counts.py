"""Quotas count what was let through in their spans, and read no more of a tool's past than that."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event, select, update

from tasks.casebook.cases import Case
from tasks.casebook.database import database_now, reading, writing
from tasks.casebook.tables import tool_calls
from tasks.casebook.tool_outcomes import Outcome
from tasks.casebook.tool_terms import Quota
from tests.tasks.casebook.desk import opened
from tests.tasks.tools.script import on_one_day
from tests.tasks.tools.workbench import BENCH, add_source, agent, end_of, grant_tool

HI = {"text": "hi"}
WHO = agent("bench.shout")


async def _called(case: Case, step: str, *, ago: timedelta = timedelta()) -> str:
    """Make a call that counts as made some time ago."""
    ended = await end_of(case, WHO, "bench.shout", HI, f"books/{step}")
    async with writing() as connection:
        mine = (tool_calls.c.step == f"books/{step}", tool_calls.c.case_id == case.id)
        await connection.execute(update(tool_calls).where(*mine).values(at=await database_now() - ago))
    return ended


async def _bench(quota: Quota) -> None:
    BENCH.tools.clear()
    BENCH.has("bench.shout", quota=quota)
    await add_source()
    await grant_tool("bench.shout")


def test_each_limit_counts_its_own_span(casebook: Any) -> None:
    async def story() -> None:
        await on_one_day(database_now)
        await _bench(Quota(per_minute=2, per_day=4, per_case=3))
        case, other = await opened("one"), await opened("two")
        assert await _called(case, "1", ago=timedelta(days=40)) == Outcome.ANSWERED
        assert await _called(case, "2", ago=timedelta(days=2)) == Outcome.ANSWERED
        assert await _called(case, "3") == Outcome.ANSWERED
        assert await _called(case, "4") == Outcome.OVER_QUOTA  # the case's three, however old
        assert await _called(other, "1") == Outcome.ANSWERED
        assert await _called(other, "2") == Outcome.OVER_QUOTA  # the minute's two, of whatever case

    casebook(story())


def test_a_tools_past_is_not_read_for_the_calls_of_today(run: Any) -> None:
    """The incident: each call counted all that the tool ever had, with its row locked."""
    plans = list[str]()

    async def story() -> None:
        await _bench(Quota())
        asked = list[tuple[str, Any]]()
        async with reading() as connection:
            await connection.execute(select(1))
            assert connection.sync_connection is not None
            engine = connection.sync_connection.engine
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
        await _called(await opened(), "1")
        counts = [(sql, values) for sql, values in asked if "tool_calls.drawn" in sql and sql.startswith("SELECT")]
        async with reading() as connection:
            for sql, values in counts:
                rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                plans.extend(row.detail for row in rows)

    run(story())
    assert sorted(plans) == [
        "SEARCH tool_calls USING INDEX ix_tool_calls_tool (tenant=? AND tool=? AND at>?)",
        "SEARCH tool_calls USING INDEX ix_tool_calls_tool_case (tenant=? AND tool=? AND case_id=?)",
    ]
