"""An answer kept across cases: the same question of the same tenant, once, as long as its agent says."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tasks.casebook import kept_answers
from tasks.casebook.database import reading
from tasks.casebook.kept_answers import forget_answers
from tasks.casebook.tables import kept_answers as table
from tasks.settings import settings
from tests.tasks.asking.desk import GOOD, Desk, changed
from tests.tasks.casebook.desk import opened


def test_another_case_gets_the_kept_answer_and_its_record_names_the_case_that_it_is_from(desk: Desk) -> None:
    server = desk.provider(GOOD)
    desk.agent = changed(cacheable=timedelta(hours=1))

    async def story() -> tuple[dict[str, Any], dict[str, Any], Any]:
        first, second = (await desk.answer(key="one"))[1], (await desk.answer(key="two"))[1]
        return first, second, (await opened("one")).id

    first, second, origin = desk.run(story())
    assert len(server.requests) == 1
    assert first["how"] == "first answer"
    assert second["how"] == f"kept from case {origin}"
    assert second["by"] == "large-2026-01"
    assert (second["attempts"], second["dollars"], second["tokens"]) == (0, "0.0000", {"input": 0, "output": 0})
    there = second["kept_from"]
    assert (there["case"], there["attempts"], there["dollars"]) == (str(origin), 1, "0.0012")


@pytest.mark.parametrize("cacheable", [None, timedelta(0)], ids=["not cacheable", "expired"])
def test_an_answer_that_may_not_be_kept_or_whose_time_is_over_is_asked_for_again(desk: Desk, cacheable: Any) -> None:
    server = desk.provider(GOOD, GOOD)
    desk.agent = changed(cacheable=cacheable)

    async def story() -> None:
        await desk.answer(key="one")
        await desk.answer(key="two")

    desk.run(story())
    assert len(server.requests) == 2


def test_a_kept_answer_is_never_another_tenants(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> list[Any]:
        await kept_answers.keep("key", {"word": "kind"}, {"case": "x"}, timedelta(hours=1))
        mine = await kept_answers.kept("key")
        monkeypatch.setenv("COUNTERSIGN_TENANT", "somebody-else")
        settings.cache_clear()
        return [mine, await kept_answers.kept("key")]

    mine, theirs = desk.run(story())
    assert mine.answer == {"word": "kind"}
    assert theirs is None


def test_the_keeper_lets_go_of_answers_whose_time_is_over_and_of_no_others(desk: Desk) -> None:
    async def story() -> list[str]:
        await kept_answers.keep("over", {"word": "kind"}, {"case": "x"}, timedelta(0))
        await kept_answers.keep("lasts", {"word": "kind"}, {"case": "x"}, timedelta(hours=1))
        await forget_answers()
        async with reading() as connection:
            return list((await connection.execute(select(table.c.key))).scalars())

    assert desk.run(story()) == ["lasts"]
