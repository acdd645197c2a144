"""Agents that are off are off for their tenant alone."""

import asyncio
from typing import Any

import pytest

from tasks.casebook.agent_switches import switch, switched_off
from tasks.casebook.words import Word
from tasks.settings import settings
from tests.tasks.casebook.desk import RULES


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_two_tenants_that_look_at_the_same_moment_each_see_their_own(
    casebook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        await switch("narrator", Word("ada", "It was rude.", True, RULES), on=False)
        mine = asyncio.ensure_future(switched_off())
        for _ in range(2):
            await asyncio.sleep(0)  # it asks the database now
        monkeypatch.setenv("COUNTERSIGN_TENANT", "somebody-else")
        settings.cache_clear()
        theirs = await switched_off()
        assert (set(await mine), set(theirs)) == ({"narrator"}, set())

    casebook(story())
