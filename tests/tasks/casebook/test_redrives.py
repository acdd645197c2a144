"""A story is driven again five times at the same place, each attempt having its time, and not a sixth."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select, update

from tasks.casebook import case_records, cases
from tasks.casebook.answers import freeze_answer
from tasks.casebook.cases import Case
from tasks.casebook.database import reading, writing
from tasks.casebook.redrives import LIMIT, Claim, claim_redrive
from tasks.casebook.tables import audit, redrives
from tests.tasks.casebook.desk import opened


async def _time_passes() -> None:
    """Let the last attempt's time be over."""
    async with writing() as connection:
        for row in (await connection.execute(select(redrives))).all():
            earlier = row.held_until - timedelta(hours=1)
            await connection.execute(update(redrives).where(redrives.c.object == row.object).values(held_until=earlier))


async def _attempt(case: Case, owner: Any) -> Case:
    """Return the case as its next attempt holds it, in the hands of `owner`."""
    before = (await case_records.find(str(case.id))).owner
    row = await cases.claim("test", {"key": "one"}, {"key": "one"}, owner=owner, requester="dee", over=before)
    return case.model_copy(update={"epoch": row.epoch})


async def _audited() -> int:
    """Return how often the audit says that a case was driven again."""
    async with reading() as connection:
        told = select(func.count()).where(audit.c.action == "case re-driven")
        return (await connection.execute(told)).scalar_one()


async def _claimed(case: Case) -> Claim:
    return await claim_redrive("case", case.id, case.epoch, why="killed")


def test_a_case_is_driven_again_five_times_and_given_up_when_the_fifth_attempt_had_its_time(casebook: Any) -> None:
    async def story() -> None:
        case = await opened(owner=(owner := uuid4()))
        for _ in range(LIMIT):
            assert await _claimed(case) is Claim.GRANTED
            assert await _claimed(case) is Claim.HELD
            case = await _attempt(case, owner)
        assert await _audited() == LIMIT
        assert await _claimed(case) is Claim.SPENT

    casebook(story())


def test_an_attempt_that_never_starts_has_its_time_before_the_next(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        for _ in range(LIMIT):
            assert await _claimed(case) is Claim.GRANTED
            assert await _claimed(case) is Claim.HELD
            await _time_passes()
        assert await _claimed(case) is Claim.SPENT

    casebook(story())


def test_another_owner_does_not_begin_the_count_again_and_progress_does(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        for _ in range(LIMIT):
            assert await _claimed(case) is Claim.GRANTED
            case = await _attempt(case, uuid4())
        assert await _claimed(case) is Claim.SPENT
        await freeze_answer(case, "books", {"a": 1}, request_sha256="", provenance={})
        for _ in range(LIMIT):
            assert await _claimed(case) is Claim.GRANTED
            case = await _attempt(case, uuid4())
        assert await _claimed(case) is Claim.SPENT

    casebook(story())


def test_of_eight_keepers_one_drives_the_case_again_and_the_audit_has_one_row(casebook: Any) -> None:
    async def story() -> None:
        case = await opened()
        claims = await asyncio.gather(*(_claimed(case) for _ in range(8)))
        assert sorted(claims) == [Claim.GRANTED] + [Claim.HELD] * 7
        assert await _audited() == 1

    casebook(story())


def test_an_older_attempt_is_not_driven_again(casebook: Any) -> None:
    async def story() -> None:
        case = await opened(owner=(owner := uuid4()))
        await _attempt(case, owner)
        assert await _claimed(case) is Claim.HELD
        assert await _audited() == 0

    casebook(story())


def test_a_run_without_a_case_is_counted_too(casebook: Any) -> None:
    async def story() -> None:
        run = uuid4()
        for _ in range(LIMIT):
            assert await claim_redrive("run", run, why="crashed") is Claim.GRANTED
            assert await claim_redrive("run", run, why="crashed") is Claim.HELD
            await _time_passes()
        assert await claim_redrive("run", run, why="crashed") is Claim.SPENT
        assert await claim_redrive("run", uuid4(), why="crashed") is Claim.GRANTED

    casebook(story())
