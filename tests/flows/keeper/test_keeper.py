"""What the keeper does to runs that sleep, died, or died before their case was opened; Prefect is a fake."""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from prefect.client.schemas.objects import StateType
from sqlalchemy import func, select, update

from flows.keeper.loop import Look
from flows.keeper.one_by_one import OneByOne
from flows.keeper.owners import look_at_owners
from flows.keeper.runs import SETTLES, START_AGAIN, STARTS_WITHIN
from flows.keeper.sleepers import look_at_sleepers
from flows.keeper.strays import look_at_strays
from tasks.casebook import attempts, cases, dead_letters, tables
from tasks.casebook.cases import Case
from tasks.casebook.database import database_now, reading, writing
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
    await attempts.put_to_sleep(case, {"approval": "release#1"})
    await says(case, "ada", "approve", sha256)
    return case


async def _time_passes() -> None:
    """Let the time be over that an attempt has to show itself, and a keeper's claim on a sleeping case."""
    async with writing() as connection:
        for row in (await connection.execute(select(redrives))).all():
            earlier = row.held_until - timedelta(hours=1)
            await connection.execute(update(redrives).where(redrives.c.object == row.object).values(held_until=earlier))
        await connection.execute(update(tables.cases).values(wake_claimed_until=None))


async def _silent_for(case: Case, seconds: float) -> None:
    """Let the case's last sign of life be so long ago."""
    heard = await database_now() - timedelta(seconds=seconds)
    async with writing() as connection:
        await connection.execute(
            update(tables.cases).where(tables.cases.c.id == case.id).values(alive_at=heard, updated_at=heard)
        )


async def _redrives() -> list[Any]:
    async with reading() as connection:
        return list((await connection.execute(select(redrives))).all())


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
            prefect.has(run, StateType.CRASHED, ago=60)
            for _ in range(3):
                await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
                prefect.has(run, StateType.CRASHED, ago=60)
            assert len(prefect.set) == attempt + 1
            assert await dead_letters.unresolved() == []
            await _time_passes()
        for _ in range(3):
            await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        [letter] = await dead_letters.unresolved(case.id)
        assert letter.reason.startswith("its run is crashed, and 5 attempts got no further. Mend the cause and start")
        before = await _audited()
        await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert (await _audited(), len(prefect.set)) == (before, LIMIT)

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize("look", [look_at_owners, look_at_sleepers])
@pytest.mark.parametrize(("state", "ago"), [(StateType.PENDING, STARTS_WITHIN * 60 - 5), (StateType.RUNNING, 70)])
def test_a_run_that_is_just_starting_is_left_alone_however_long_its_case_was_silent(
    casebook: Any, prefect: FakePrefect, look: Look, state: StateType, ago: float
) -> None:
    async def story() -> None:
        run = prefect.has(uuid4(), state, ago=ago)
        case = await opened(owner=run) if look is look_at_owners else await _decided("one", run)
        await _silent_for(case, 86_400)
        await look(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert prefect.set == []

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize("look", [look_at_owners, look_at_sleepers])
@pytest.mark.parametrize("state", [StateType.PENDING, StateType.RUNNING])
def test_a_run_that_does_not_reach_its_first_line_counts_as_crashed_and_is_driven_again(
    casebook: Any, prefect: FakePrefect, look: Look, state: StateType
) -> None:
    async def story() -> None:
        run = prefect.has(uuid4(), state, ago=STARTS_WITHIN * 60 + 5)
        case = await opened(owner=run) if look is look_at_owners else await _decided("one", run)
        await _silent_for(case, 86_400)
        for _ in range(2):
            await look(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
            await _time_passes()
            prefect.later(60)
        assert prefect.set == [(run, "Crashed"), (run, "AwaitingRetry")]

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize("look", [look_at_owners, look_at_sleepers, look_at_strays])
def test_a_run_that_has_just_crashed_is_driven_again_only_once_its_worker_has_had_its_say(
    casebook: Any, prefect: FakePrefect, look: Look
) -> None:
    """The worker reports one dead process twice: the second word would crash an attempt that had begun meanwhile."""

    async def story() -> None:
        run = prefect.has(uuid4(), StateType.CRASHED, ago=3)
        if look is look_at_owners:
            await opened(owner=run)
        elif look is look_at_sleepers:
            await _decided("one", run)
        await look(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert prefect.set == []
        prefect.later(SETTLES.total_seconds())
        await _time_passes()
        await look(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert prefect.set == [(run, "AwaitingRetry")]

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize(("silent", "then"), [(55, []), (65, ["Crashed", "AwaitingRetry"])])
def test_a_running_case_is_driven_again_once_its_heart_has_not_beaten_for_the_settings_silence(
    casebook: Any, prefect: FakePrefect, silent: float, then: list[str]
) -> None:
    async def story() -> None:
        run = prefect.has(uuid4(), StateType.RUNNING, ago=80)
        await _silent_for(await opened(owner=run), silent)
        for _ in range(2):
            await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
            prefect.later(60)
        assert [name for _, name in prefect.set] == then

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize("look", [look_at_owners, look_at_sleepers])
def test_a_case_whose_run_is_gone_is_put_before_a_person_at_once_and_once(
    casebook: Any, prefect: FakePrefect, look: Look
) -> None:
    async def story() -> None:
        case = await opened(owner=uuid4()) if look is look_at_owners else await _decided("one", uuid4())
        for _ in range(LIMIT + 2):
            await look(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
            await _time_passes()
        [letter] = await dead_letters.unresolved(case.id)
        assert letter.reason.startswith("its run is gone from Prefect: start the same brief again")
        assert await _redrives() == []

    casebook(story())


@on_one_casebook
def test_a_case_whose_run_failed_is_put_before_a_person_with_the_error_and_the_mend(
    casebook: Any, prefect: FakePrefect
) -> None:
    async def story() -> None:
        case = await opened(owner=prefect.has(uuid4(), StateType.FAILED, message="No books."))
        for _ in range(2):
            await look_at_owners(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        [letter] = await dead_letters.unresolved(case.id)
        assert letter.reason == f"its run is failed: No books. {START_AGAIN}"
        assert prefect.set == []

    casebook(story())


@on_one_casebook
@pytest.mark.parametrize("state", [StateType.CRASHED, StateType.PENDING, StateType.RUNNING])
def test_a_run_that_died_before_its_case_is_driven_again_five_times_and_then_put_before_a_person(
    casebook: Any, prefect: FakePrefect, state: StateType
) -> None:
    async def story() -> None:
        run = uuid4()
        dies = [] if state is StateType.CRASHED else ["Crashed"]
        for attempt in range(LIMIT):
            prefect.has(run, state, ago=3600)
            for _ in range(2):
                await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
                prefect.later(60)
            assert [name for _, name in prefect.set] == [*dies, "AwaitingRetry"] * (attempt + 1)
            await _time_passes()
        prefect.has(run, state, ago=3600)
        for _ in range(3):
            await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
            prefect.later(60)
        assert [name for _, name in prefect.set] == [*dies, "AwaitingRetry"] * LIMIT + [*dies, "Failed"]
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
def test_a_crashed_run_whose_case_another_run_took_over_is_no_stray(casebook: Any, prefect: FakePrefect) -> None:
    async def story() -> None:
        crashed = prefect.has(uuid4(), StateType.CRASHED, ago=3600)
        await opened(owner=crashed)
        successor = prefect.has(uuid4(), StateType.FAILED)
        key = {"key": "one"}
        await cases.claim("test", key, key, owner=successor, requester="dee", over=crashed)
        await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert prefect.set == []

    casebook(story())


@on_one_casebook
def test_every_page_of_stranded_runs_is_looked_at(casebook: Any, prefect: FakePrefect) -> None:
    async def story() -> None:
        for number in range(120):
            await opened(f"case {number}", owner=prefect.has(uuid4(), StateType.CRASHED, ago=3600))
        stray = prefect.has(uuid4(), StateType.CRASHED, ago=60)
        await look_at_strays(prefect, OneByOne())  # pyright: ignore[reportArgumentType]
        assert [run for run, _ in prefect.set] == [stray]

    casebook(story())
