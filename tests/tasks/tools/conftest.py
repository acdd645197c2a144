"""What the tests of tools share."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def run(home: Path) -> Callable[..., Any]:
    """Run a coroutine against an empty casebook of its own."""
    from tasks.casebook.database import dispose, migrate

    def in_loop(work: Awaitable[Any]) -> Any:
        async def whole() -> Any:
            try:
                return await work
            finally:
                await dispose()

        return asyncio.run(whole())

    in_loop(migrate())
    return in_loop
