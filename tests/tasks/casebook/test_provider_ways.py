"""What a provider's model was found to take is known to its tenant and its casebook alone."""

import asyncio
import shutil
from pathlib import Path
from typing import Any

import pytest

from tasks.casebook.provider_ways import remember, ways
from tasks.settings import settings


@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
@pytest.mark.parametrize("apart_by", ["COUNTERSIGN_TENANT", "COUNTERSIGN_CASEBOOK"])
def test_two_that_look_at_the_same_moment_each_see_their_own(
    casebook: Any, apart_by: str, blank_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copyfile(blank_file, tmp_path / "other.db")
    theirs = {"COUNTERSIGN_TENANT": "somebody-else", "COUNTERSIGN_CASEBOOK": f"sqlite+aiosqlite:///{other}"}

    async def story() -> None:
        await remember("openai", "small", "tool_call", whole_only=True)
        mine = asyncio.ensure_future(ways())
        for _ in range(2):
            await asyncio.sleep(0)  # it asks the database now
        monkeypatch.setenv(apart_by, theirs[apart_by])
        settings.cache_clear()
        found = await ways()
        assert (await mine, found) == ({("openai", "small"): ("tool_call", False)}, {})

    casebook(story())
