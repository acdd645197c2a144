"""Who owns a case, which attempt may act, and what two runs of the same brief are to each other."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tasks.casebook import attempts, case_records, cases
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.cases import BriefConflict, UndeclaredStep
from tasks.casebook.contents import ContentDamaged, Overtaken, fetch, keep, latest, set_version
from tasks.casebook.database import migrate, writing
from tasks.casebook.tables import contents
from tasks.casebook.waking import claim_wake, due
from tests.tasks.casebook.desk import asked, opened, proposal, says


def _claim(owner: Any, brief: dict[str, Any] | None = None, *, over: Any = None) -> Any:
    return cases.claim("test", {"key": 1}, brief or {"key": 1}, owner=owner, requester=None, over=over)


def test_the_same_brief_twice_is_the_same_case_in_its_first_owners_hands(casebook: Any) -> None:
    async def story() -> None:
        first, second = uuid4(), uuid4()
        opened_row, joined = await _claim(first), await _claim(second)
        assert joined.id == opened_row.id
        assert (joined.owner, joined.epoch) == (first, 1)

    casebook(story())


def test_twenty_runs_of_one_brief_open_one_case(casebook: Any) -> None:
    async def story() -> None:
        rows = await asyncio.gather(*(_claim(uuid4()) for _ in range(20)))
        assert len({row.id for row in rows}) == 1
        assert {(row.owner, row.epoch) for row in rows} == {(rows[0].owner, 1)}

    casebook(story())


def test_of_two_runs_that_find_the_owner_dead_one_takes_the_case_over(casebook: Any) -> None:
    async def story() -> None:
        dead = uuid4()
        await _claim(dead)
        rows = await asyncio.gather(*(_claim(uuid4(), over=dead) for _ in range(8)))
        assert {row.epoch for row in rows} == {2}
        assert len({row.owner for row in rows}) == 1

    casebook(story())


def test_a_brief_from_before_a_field_was_added_is_still_the_same_brief(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        await _claim(owner, {"key": 1})
        assert (await _claim(owner, {"key": 1, "added_later": 0})).epoch == 2

    casebook(story())


def test_another_brief_on_the_same_key_is_refused_with_the_difference(casebook: Any) -> None:
    async def story() -> None:
        await _claim(uuid4(), {"key": 1, "currency": "EUR"})
        with pytest.raises(BriefConflict, match="currency: 'EUR' there, 'USD' asked"):
            await _claim(uuid4(), {"key": 1, "currency": "USD"})

    casebook(story())


def test_an_older_attempt_that_wakes_up_can_do_nothing(casebook: Any) -> None:
    async def story() -> None:
        owner = uuid4()
        old = await opened(owner=owner)
        new = await opened(owner=owner)
        assert (old.epoch, new.epoch) == (1, 2)
        for act in (
            freeze_answer(old, "books", {}, request_sha256="", provenance={}),
            attempts.put_to_sleep(old, {}),
            attempts.close(old, {"status": "released"}),
            asked(old, proposal()),
        ):
            with pytest.raises(StaleEpoch):
                await act
        assert not await attempts.show_alive(old)
        assert await attempts.show_alive(new)

    casebook(story())


def test_a_frozen_answer_stays_whatever_is_answered_later(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        assert await frozen_answer(case, "books") is None
        first = await freeze_answer(case, "books", {"a": 1}, request_sha256="x", provenance={})
        second = await freeze_answer(case, "books", {"a": 2}, request_sha256="y", provenance={})
        assert first == second == await frozen_answer(case, "books") == {"a": 1}

    casebook(story())


def test_a_thousand_steps_that_are_answered_at_the_same_time_are_all_kept(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        steps = [f"books/{number}" for number in range(1000)]
        unhashed = {"request_sha256": "0" * 64, "provenance": {}}
        await asyncio.gather(*(freeze_answer(case, step, {"said": step}, **unhashed) for step in steps))
        answers = await asyncio.gather(*(frozen_answer(case, step) for step in steps))
        assert [answer["said"] for answer in answers if answer] == steps

    casebook(story())


def test_a_step_that_the_process_does_not_declare_raises(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        assert case.declared("release/part#2") == "release/part#2"
        with pytest.raises(UndeclaredStep, match="'invented'"):
            await freeze_answer(case, "invented#1", {}, request_sha256="", provenance={})

    casebook(story())


def test_a_closed_case_keeps_its_first_outcome_and_its_epoch(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        assert await attempts.close(case, {"status": "released"}) == {"status": "released"}
        assert await attempts.close(case, {"status": "rejected"}) == {"status": "released"}
        again = await case_records.find(str(case.id)[:8])
        assert (again.state, again.epoch) == ("closed", 1)

    casebook(story())


def test_a_decided_case_is_due_and_one_keeper_wakes_it(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        sha256 = await asked(case, proposal())
        await attempts.put_to_sleep(case, {"approval": "release#1"})
        assert await due() == []
        await says(case, "ada", "approve", sha256)
        assert [row.id for row in await due()] == [case.id]
        assert sorted(await asyncio.gather(*(claim_wake(case.id) for _ in range(8)))) == [False] * 7 + [True]
        assert await due() == []

    casebook(story())


def test_content_that_was_changed_in_the_database_is_not_given_out(casebook: Any) -> None:
    async def story() -> None:
        name = await keep(b"figures", "text/plain")
        assert await fetch(name) == b"figures"
        async with writing() as connection:
            await connection.execute(contents.update().values(body=b"other figures"))
        with pytest.raises(ContentDamaged):
            await fetch(name)

    casebook(story())


def test_of_two_who_build_on_the_same_version_one_is_told(casebook: Any) -> None:
    async def story() -> None:
        await set_version("books", "a", {"n": 1}, follows="")
        answers = await asyncio.gather(
            *(set_version("books", name, {"n": name}, follows="a") for name in "bcd"), return_exceptions=True
        )
        assert sum(isinstance(answer, Overtaken) for answer in answers) == 2
        manifest = await latest("books")
        assert manifest is not None
        assert manifest["n"] in "bcd"

    casebook(story())


def test_the_tables_are_what_the_code_says_after_migrating_twice(casebook: Any) -> None:
    async def story() -> None:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        from tasks.casebook.tables import metadata

        await migrate()
        async with writing() as connection:
            differences = await connection.run_sync(
                lambda sync: compare_metadata(MigrationContext.configure(sync), metadata)
            )
        assert differences == []

    casebook(story())
