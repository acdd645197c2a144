"""A script of calls, each with the end that is defined for it, and a record of how they ended."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest

from agents.spec import Agent
from tasks.casebook.cases import Case
from tasks.casebook.tool_outcomes import Outcome
from tasks.settings import settings
from tests.tasks.casebook.desk import opened
from tests.tasks.tools.workbench import BENCH, end_of

CALLED = {
    Outcome.ANSWERED, Outcome.TIMED_OUT, Outcome.FAILED, Outcome.INVALID_RESULT, Outcome.TOO_LONG,
}  # fmt: skip
"""Ends at which the tool was called."""


@dataclass
class Script:
    """What was played so far."""

    case: Case
    monkeypatch: pytest.MonkeyPatch
    played: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    async def play(
        self, kind: str, who: Agent[Any, Any], tool: str, arguments: Any, ends: Outcome, case: Case | None = None
    ) -> None:
        """Make one call and compare its end, and whether the tool was called, with what is defined."""
        before = len(BENCH.calls)
        number = self.played.total() + 1
        ended = await end_of(case or self.case, who, tool, arguments, f"books/{number}")
        self.played[kind] += 1
        self.ends[ended] += 1
        if ended != ends:
            self.wrong.append(f"{number}, {kind}: {tool[:60]} {str(arguments)[:60]} ended '{ended}', not '{ends}'")
        made = len(BENCH.calls) - before
        if tool in BENCH.tools and made != (ends in CALLED):
            self.wrong.append(f"{number}, {kind}: {tool} was called {made} times")

    async def as_tenant(self, tenant: str, key: str) -> Case:
        """Work for another tenant from here on; return a case of it."""
        self.monkeypatch.setenv("COUNTERSIGN_TENANT", tenant)
        settings.cache_clear()
        return await opened(key)


async def on_one_day(now: Any) -> None:
    """Wait where midnight is near, so that what is counted by the day is of one."""
    at = await now()
    left = 86_400 - (at.hour * 3600 + at.minute * 60 + at.second)
    if left < 60:
        await asyncio.sleep(left + 1)
