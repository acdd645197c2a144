"""Grants and sources change while the system runs: the next call sees it, in whatever process it is made."""

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tasks.casebook import tool_grants, tool_records, tool_sources
from tasks.casebook.audit import broken_link
from tasks.casebook.circuits import FAILURES, Circuit, load
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import audit, kept_results
from tasks.casebook.tool_admission import Counts
from tasks.casebook.tool_grants import EVERY_AGENT, GrantRefused, accept, grant, revoke
from tasks.casebook.tool_outcomes import Outcome
from tasks.casebook.tool_sources import Source, SourceRefused, add, proposed, remove
from tasks.casebook.tool_terms import Quota
from tasks.casebook.words import WordRefused
from tasks.settings import settings
from tasks.tools import sources
from tasks.tools.mcp.source import seconds
from tasks.tools.registry import find, missing_tools, tools
from tasks.tools.schema import schema_sha256
from tasks.tools.sources import SourceAway, tools_of
from tasks.tools.tool import Tool
from tests.tasks.casebook.desk import opened
from tests.tasks.tools.workbench import BENCH, add_source, agent, end_of, grant_tool, says

HI = {"text": "hi"}
PLANNER = agent("bench.shout", "rates.get")
REVOKES = """
import asyncio, sys
from tasks.casebook.database import dispose
from tasks.casebook.tool_grants import revoke
from tests.tasks.tools.workbench import says

async def main():
    await revoke("bench.shout", sys.argv[1], says())
    await dispose()

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def bench() -> None:
    BENCH.tools.clear()
    BENCH.calls.clear()
    BENCH.has("bench.shout")


async def audited(action: str) -> list[str]:
    async with reading() as connection:
        assert await broken_link(connection) is None
        rows = await connection.execute(select(audit).where(audit.c.action == action))
        return [f"{row.actor} {row.object}" for row in rows]


def test_what_another_process_revokes_is_refused_at_the_next_call(casebook: Any, home: Path) -> None:
    async def story() -> None:
        await add_source()
        await grant_tool("bench.shout")
        case = await opened()
        assert await end_of(case, PLANNER, "bench.shout", HI, "books/1") == Outcome.ANSWERED
        here = {"PYTHONPATH": str(Path(__file__).parents[3])}
        ended = await asyncio.create_subprocess_exec(
            sys.executable, "-c", REVOKES, EVERY_AGENT, env=os.environ | here, stderr=subprocess.PIPE
        )
        _, said = await ended.communicate()
        assert ended.returncode == 0, said.decode()
        assert await end_of(case, PLANNER, "bench.shout", HI, "books/2") == Outcome.REVOKED
        assert len(BENCH.calls) == 1

    casebook(story())


def test_every_change_is_audited_with_who_made_it(casebook: Any) -> None:
    async def story() -> None:
        await add_source()
        await grant_tool("bench.shout")
        await accept("bench.shout", "0" * 64, says("bo"))
        await revoke("bench.shout", "planner", says())
        await remove("bench", says())
        for action, who in (
            ("tool source added", "person:ada tool source:bench"),
            ("tool granted", "person:ada tool:bench.shout"),
            ("tool schema accepted", "person:bo tool:bench.shout"),
            ("tool revoked", "person:ada tool:bench.shout"),
            ("tool source removed", "person:ada tool source:bench"),
        ):
            assert await audited(action) == [who]

    casebook(story())


@pytest.mark.parametrize("word", [says("eve"), says("ada", " ")])
def test_nobody_whom_no_policy_names_changes_anything(casebook: Any, word: Any) -> None:
    async def story() -> None:
        await add_source()
        schema = schema_sha256(BENCH.tools["bench.shout"])
        for change in (
            grant("bench.shout", EVERY_AGENT, Quota(), word, schema=schema),
            revoke("bench.shout", EVERY_AGENT, word),
            accept("bench.shout", schema, word),
            add(proposed("more", "bench", {}), word),
            remove("bench", word),
        ):
            with pytest.raises(WordRefused):
                await change
        assert await tool_grants.listing() == ({}, {})
        assert [source.name for source in await tool_sources.listing()] == ["bench"]
        assert len(await audited("word refused")) == 5

    casebook(story())


def test_a_tool_that_changed_is_not_granted_before_the_change_is_accepted(casebook: Any) -> None:
    async def story() -> None:
        await add_source()
        await grant_tool("bench.shout")
        BENCH.has("bench.shout", description="Sends it to everybody.")
        with pytest.raises(GrantRefused, match="not what was accepted"):
            await grant_tool("bench.shout", "reviewer")

    casebook(story())


def test_a_source_has_one_name_and_no_key_in_its_configuration(casebook: Any) -> None:
    async def story() -> None:
        await add_source()
        with pytest.raises(SourceRefused, match="There is a source 'bench'"):
            await add_source()
        with pytest.raises(SourceRefused, match="There is no source 'other'"):
            await remove("other", says())
        for name in ("", "Bench", "a.b", "x" * 41, "1a"):
            with pytest.raises(SourceRefused, match="no name for a source"):
                proposed(name, "bench", {})
        with pytest.raises(SourceRefused, match="looks like a key"):
            proposed("other", "bench", {"env": {"TOKEN": "sk-abcdefgh12345678"}})

    casebook(story())


def test_what_a_source_gave_before_it_was_added_anew_is_not_given_again(casebook: Any) -> None:
    """The incident: a source that was pointed elsewhere went on answering with what the old place had said."""

    async def kept() -> int:
        async with reading() as connection:
            return (await connection.execute(select(func.count()).select_from(kept_results))).scalar_one()

    async def story() -> None:
        said = iter(("old", "new"))
        BENCH.has("bench.shout", lambda _: {"text": next(said)}, cache=timedelta(hours=1))
        await add_source()
        await grant_tool("bench.shout")
        case = await opened()
        assert await end_of(case, PLANNER, "bench.shout", HI, "books/1") == Outcome.ANSWERED
        assert await end_of(case, PLANNER, "bench.shout", HI, "books/2") == Outcome.CACHED
        before = await find(settings().tenant, "bench.shout")
        await remove("bench", says())
        assert await kept() == 0
        await add_source()
        await grant_tool("bench.shout")
        after = await find(settings().tenant, "bench.shout")
        assert before is not None
        assert after is not None
        assert before.source != after.source
        assert await end_of(case, PLANNER, "bench.shout", HI, "books/3") == Outcome.ANSWERED

    casebook(story())


async def _slow(source: Source) -> list[Tool]:
    await asyncio.sleep(0.2)
    return [BENCH.tools["bench.shout"]]


def _its_own_limit(source: Source) -> float:
    return source.config["seconds"]


def test_a_source_says_itself_how_long_it_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """The incident: a server with 300 s to come up in was given 15, and could never be found."""
    monkeypatch.setitem(sources.KINDS, "slow", f"{__name__}:_slow")
    monkeypatch.setitem(sources.LIMITS, "slow", f"{__name__}:_its_own_limit")
    with pytest.raises(SourceAway, match=r"within 0\.01 s"):
        asyncio.run(tools_of(proposed("bench", "slow", {"seconds": 0.01})))
    assert list(asyncio.run(tools_of(proposed("bench", "slow", {"seconds": 60})))) == ["bench.shout"]
    server = {"command": "server", "start": 300}
    assert seconds(proposed("bench", "mcp-stdio", server)) > 300
    assert seconds(proposed("bench", "mcp-stdio", server | {"start": 1, "timeout": 1})) < sources.SECONDS


def test_an_agent_that_names_what_there_is_not_is_told_so_with_the_mend(casebook: Any) -> None:
    async def story() -> None:
        BENCH.has("bench.pay", writes=True)
        await add_source()
        who = agent("calculator", "bench.shout", "bench.pay", "bench.none", "rates.get")
        told = await missing_tools(who, settings().tenant)
        assert len(told) == 3
        assert "names the tool 'bench.none', which tenant 'default' does not have" in told[0]
        assert "'bench.pay', which may change something" in told[1]
        assert "countersign tools add" in told[2]
        assert set(await tools(settings().tenant)) >= {"calculator", "bench.shout", "bench.pay"}

    casebook(story())


def test_twenty_callers_at_once_never_pass_a_quota(casebook: Any) -> None:
    async def story() -> None:
        await add_source()
        await grant_tool("bench.shout", quota=Quota(per_minute=7))
        cases = [await opened(str(number)) for number in range(5)]
        calls = [end_of(cases[number % 5], PLANNER, "bench.shout", HI, f"books/{number}") for number in range(20)]
        ends = await asyncio.gather(*calls)
        assert (ends.count("answered"), ends.count("over quota"), len(BENCH.calls)) == (7, 13, 7)
        assert (await tool_records.records())["bench.shout"].refused == 13

    casebook(story())


@pytest.mark.parametrize("whose", ["the tool's", "the agent's"])
def test_what_a_quota_refuses_does_not_open_the_tools_breaker(casebook: Any, whose: str) -> None:
    """A refusal before the call says nothing of the tool: whoever may call it again finds it working."""

    async def story() -> None:
        none_left, unlimited = Quota(per_case=0), Quota()
        BENCH.has("bench.shout", quota=none_left if whose == "the tool's" else unlimited)
        await add_source()
        await grant_tool("bench.shout", quota=none_left if whose == "the agent's" else unlimited)
        case = await opened()
        for number in range(2 * FAILURES):
            assert await end_of(case, PLANNER, "bench.shout", HI, f"books/{number}") == Outcome.OVER_QUOTA
        async with writing() as connection:
            assert await load(connection, ["tool/bench.shout"]) == {"tool/bench.shout": Circuit()}
        BENCH.has("bench.shout")
        await grant_tool("bench.shout")
        assert await end_of(case, PLANNER, "bench.shout", HI, "books/again") == Outcome.ANSWERED

    casebook(story())


limits = st.none() | st.integers(0, 5)


@given(st.builds(Counts, *[st.integers(0, 6)] * 3), st.builds(Quota, limits, limits, limits))
def test_a_limit_is_said_exactly_where_one_more_call_would_pass_it(counts: Counts, quota: Quota) -> None:
    pairs = ((counts.minute, quota.per_minute), (counts.day, quota.per_day), (counts.case, quota.per_case))
    passed = any(most is not None and used + 1 > most for used, most in pairs)
    assert bool(counts.reached(quota)) is passed
