"""Group commit: every caller gets its own answer, and nobody is told before it is written."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
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


def test_a_wish_that_the_database_does_not_take_fails_alone(casebook: Any) -> None:
    """The incident: a reply with a NUL failed the records of four calls that were settled beside it."""
    write = Together(_write)

    async def story() -> None:
        answers = await asyncio.gather(*map(write, ("a", "twice", "twice", "refused", "c")), return_exceptions=True)
        assert [isinstance(answer, Exception) for answer in answers] == [False, False, True, True, False]
        assert isinstance(answers[2], IntegrityError)
        assert await write("d") == "d"
        assert await _count() == 4

    casebook(story())


@pytest.mark.parametrize("trouble", [TimeoutError("busy"), OperationalError("", {}, Exception("locked"))])
def test_a_database_that_is_away_is_not_asked_again_for_each_of_them(casebook: Any, trouble: Exception) -> None:
    asked = list[int]()

    async def fails(_: AsyncConnection, wishes: Sequence[str]) -> list[str | Exception]:
        asked.append(len(wishes))
        raise trouble

    async def story() -> None:
        answers = await asyncio.gather(*map(Together(fails), "abc"), return_exceptions=True)
        assert (answers, asked) == ([trouble] * 3, [3])

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
