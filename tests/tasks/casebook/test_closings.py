"""Books are closed once by one decision, whoever carries it out at the same time."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

from tasks.casebook.closings import by_case, closed_through, set_closed_through


def test_two_attempts_at_once_close_the_books_once(casebook: Any) -> None:
    async def story() -> None:
        case, day = uuid4(), date(2026, 10, 31)
        new = await asyncio.gather(*(set_closed_through("", day, case) for _ in range(6)))
        assert sorted(new) == [False] * 5 + [True]
        closing = await by_case(case)
        assert closing is not None and closing.closed_through == day
        assert await closed_through() == {"": day}

    casebook(story())
