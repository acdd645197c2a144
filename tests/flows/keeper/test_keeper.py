"""What the keeper does to runs that sleep, died, or died before their case was opened; Prefect is a fake."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import StateType
from sqlalchemy import func, select, update

from flows.keeper.one_by_one import OneByOne
from flows.keeper.owners import look_at_owners
from flows.keeper.sleepers import look_at_sleepers
from flows.keeper.strays import STARTS_WITHIN, look_at_strays
from tasks.casebook import cases, dead_letters
from tasks.casebook.cases import Case
from tasks.casebook.database import reading, writing
from tasks.casebook.redrives import LIMIT
from tasks.casebook.tables import audit_heads, redrives
from tasks.settings import settings
from tests.fakes.prefect_client import FakePrefect
from tests.tasks.casebook.desk import asked, opened, proposal, says

on_one_casebook = pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)


@pytest.fixture
def prefect() -> FakePrefect:
    return FakePrefect()


async def _decided(key: str, run: UUID) -> Case:
    """Return a sleeping case whose question has been answered."""
    case = await opened(key, owner=run)
    sha256 = await asked(case, proposal())
    await cases.put_to_sleep(case, {"approval": "release#1"})
    await says(case, "ada", "approve", sha256)
    return case


async def _time_passes() -> None:
    async with writing() as connection:
        for row in (await connection.execute(select(redrives))).all():
            earlier = row.held_until - timedelta(hours=1)
            await connection.execute(update(redrives).where(redrives.c.object == row.object).values(held_until=earlier))


async def _audited() -> int:
    async with reading() as connection:
        return (await connection.execute(select(func.max(audit_heads.c.seq)))).scalar_one()


@on_one_casebook
def test_an_error_with_one_case_holds_up_none_of_the_others_and_is_told_once(
    casebook: Any, prefect: FakePrefect, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        runs = [prefect.has(uuid4(), StateType.PAUSED) for _ in range(3)]
        for number, run in enumerate(runs):
            await _decided(f"case {number}", run)
        prefect.broken.add(runs[1])
        rows = OneByOne()
        for _ in range(3):
            await look_at_sleepers(prefect, rows)  # pyright: ignore[reportArgumentType]
        assert set(prefect.resumed) == {runs[0], runs[2]}

    casebook(story())
    assert [record.levelno for record in caplog.records if "could not" in record.message] == [logging.ERROR]


@on_one_casebook
def test_an_error_that_comes_again_in_later_looks_is_told_once_until_it_is_mended(
    casebook: Any, prefect: FakePrefect, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        run = prefect.has(uuid4(), StateType.RUNNING)
        await opened(owner=run)
        rows = OneByOne()
        for broken in (True, True, False, True):
            prefect.broken = {run} if broken else set()
            await look_at_owners(prefect, rows)  # pyright: ignore[reportArgumentType]

    casebook(story())
    assert len([record for record in caplog.records if "could not look after case" in record.message]) == 2


@on_one_casebook
def test_a_crashed_case_that_gets_no_further_is_put_before_a_person_once_and_not_before_its_fifth_attempt_had_its_time(
    casebook: Any, prefect: FakePrefect
) -> None:
    async def story() -> None:
        run = uuid4()
        case = await opened(owner=run)
        for attempt in range(LIMIT):
            prefect.has(run, StateType.CRASHED)
            for _ in range(3):
                await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
                prefect.has(run, StateType.CRASHED)
            assert len(prefect.set) == attempt + 1
            assert await dead_letters.unresolved() == []
            await _time_passes()
        for _ in range(3):
            await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        [letter] = await dead_letters.unresolved(case.id)
        assert letter.reason == "its run is crashed, and 5 attempts got no further"
        before = await _audited()
        await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert (await _audited(), len(prefect.set)) == (before, LIMIT)

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize("state", [StateType.CRASHED, StateType.PENDING, StateType.RUNNING])
def test_a_run_that_died_before_its_case_is_driven_again_five_times_and_then_put_before_a_person(
    casebook: Any, prefect: FakePrefect, state: StateType
) -> None:
    async def story() -> None:
        run = uuid4()
        for attempt in range(LIMIT):
            prefect.has(run, state, ago=3600)
            await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
            assert prefect.set == [(run, "AwaitingRetry")] * (attempt + 1)
            await _time_passes()
        prefect.has(run, state, ago=3600)
        for _ in range(2):
            await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert [name for _, name in prefect.set] == ["AwaitingRetry"] * LIMIT + ["Failed"]
        [letter] = await dead_letters.unresolved()
        assert letter.object == f"run:{run}"
        assert "press Retry on it in the Prefect UI; or delete it there" in letter.reason

        del prefect.runs[run]
        await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert await dead_letters.unresolved() == []

    casebook(story())


@on_one_casebook
def test_a_run_that_starts_just_now_or_tells_a_case_is_no_stray(casebook: Any, prefect: FakePrefect) -> None:
    async def story() -> None:
        for state in (StateType.PENDING, StateType.RUNNING):
            prefect.has(uuid4(), state, ago=settings().silence_seconds * STARTS_WITHIN - 5)
        await opened(owner=prefect.has(uuid4(), StateType.CRASHED, ago=3600))
        for state in (StateType.SCHEDULED, StateType.PAUSED, StateType.FAILED, StateType.COMPLETED):
            prefect.has(uuid4(), state, ago=3600)
        await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert prefect.set == []

    casebook(story())


@on_one_casebook
def test_every_page_of_stranded_runs_is_looked_at(casebook: Any, prefect: FakePrefect) -> None:
    async def story() -> None:
        for number in range(120):
            await opened(f"case {number}", owner=prefect.has(uuid4(), StateType.CRASHED, ago=3600))
        stray = prefect.has(uuid4(), StateType.CRASHED)
        await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert [run for run, _ in prefect.set] == [stray]

    casebook(story())
