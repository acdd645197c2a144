"""Group commit: every caller gets its own answer, and nobody is told before it is written."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.database import reading
from tasks.casebook.tables import contents, now
from tasks.casebook.together import Together


class Refused(Exception):
    pass


async def _write(connection: AsyncConnection, wishes: Sequence[str]) -> list[str | Exception]:
    for wish in wishes:
        if wish != "refused":
            await connection.execute(
                insert(contents).values(tenant="t", sha256=wish, media_type="text/plain", body=b"", at=now())
            )
    return [Refused(wish) if wish == "refused" else wish for wish in wishes]


async def _count() -> int:
    async with reading() as connection:
        return (await connection.execute(select(func.count()).select_from(contents))).scalar_one()


def test_each_caller_gets_its_own_answer_and_finds_it_written(casebook: Any) -> None:
    write = Together(_write)

    async def one(wish: str) -> str:
        answer = await write(wish)
        assert await _count() > 0
        return answer

    async def story() -> None:
        wishes = [str(number) for number in range(1200)]
        assert await asyncio.gather(*map(one, wishes)) == wishes
        assert await _count() == 1200

    casebook(story())


def test_one_who_is_refused_does_not_spoil_it_for_the_others(casebook: Any) -> None:
    write = Together(_write)

    async def story() -> None:
        answers = await asyncio.gather(write("a"), write("refused"), write("b"), return_exceptions=True)
        assert [str(answer) for answer in answers] == ["a", "refused", "b"]
        assert isinstance(answers[1], Refused)
        assert await _count() == 2

    casebook(story())


def test_an_error_of_the_database_reaches_all_of_a_transaction_and_nobody_later(casebook: Any) -> None:
    write = Together(_write)

    async def story() -> None:
        answers = await asyncio.gather(write("twice"), write("twice"), write("c"), return_exceptions=True)
        assert all(isinstance(answer, Exception) for answer in answers)
        assert await write("d") == "d"
        assert await _count() == 1

    casebook(story())


def test_a_caller_that_gives_up_does_not_stop_the_others(casebook: Any) -> None:
    write = Together(_write)

    async def story() -> None:
        impatient, patient = asyncio.create_task(write("e")), asyncio.create_task(write("f"))
        await asyncio.sleep(0)
        impatient.cancel()
        with pytest.raises(asyncio.CancelledError):
            await impatient
        assert await patient == "f"

    casebook(story())
