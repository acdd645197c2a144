"""How many calls a provider takes at a time, over all workers, counted by the provider."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update

from agents.spec import Limits
from tasks.asking.failures import NoModelAnswer
from tasks.casebook import model_calls
from tasks.casebook.admission import Intent, Result
from tasks.casebook.circuits import FAILURES
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import circuits, now
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import DOWN, GOOD, Desk, changed
from tests.tasks.casebook.desk import opened

WORKERS, FLOWS, PLACES = 4, 5, 3


def _in_flight(longest: float) -> Intent:
    return Intent(
        step="books", agent="namer", prompt_version="x", provider="p0", asked="large", attempt=2, request_sha256="",
        tokens=10, reserve=0, longest=longest,
    )  # fmt: skip


def test_twenty_flows_of_four_workers_never_have_more_calls_in_flight_than_the_provider_takes(desk: Desk) -> None:
    server = desk.provider(*[Reply(GOOD, delay=0.2)] * WORKERS * FLOWS)

    def worker(number: int) -> list[str]:
        async def flows() -> list[str]:
            asks = (desk.ask(key=f"{number}/{flow}", concurrency=PLACES, timeout=60) for flow in range(FLOWS))
            return [answer.word for answer in await asyncio.gather(*asks)]

        return desk.run(flows())

    with ThreadPoolExecutor(WORKERS) as workers:
        answers = [word for words in workers.map(worker, range(WORKERS)) for word in words]
    assert answers == ["kind"] * WORKERS * FLOWS
    assert len(server.requests) == WORKERS * FLOWS
    assert server.most_in_flight == PLACES


def test_the_place_of_a_call_whose_process_died_is_free_once_the_call_can_last_no_longer(desk: Desk) -> None:
    server = desk.provider(GOOD)
    desk.agent = changed(limits=Limits(seconds=20))

    async def story() -> None:
        await model_calls.admit(await opened("dead"), _in_flight(longest=-1))
        await desk.ask(concurrency=1)

    desk.run(story())
    assert len(server.requests) == 1


def test_a_call_that_finds_no_place_within_its_agents_time_is_not_made(desk: Desk) -> None:
    server = desk.provider(GOOD)
    desk.agent = changed(limits=Limits(seconds=2))

    async def story() -> None:
        await model_calls.admit(await opened("alive"), _in_flight(longest=60))
        with pytest.raises(NoModelAnswer, match="its 1 calls at a time are all taken"):
            await desk.ask(concurrency=1)

    desk.run(story())
    assert server.requests == []


def test_a_full_provider_is_passed_over_while_another_has_a_place(desk: Desk) -> None:
    full, free = desk.provider(GOOD), desk.provider(GOOD)

    async def story() -> str:
        await model_calls.admit(await opened("alive"), _in_flight(longest=600))
        await desk.ask(concurrency=1)
        return desk.log.failures[0]

    assert desk.run(story()) == "p0: full: its 1 calls at a time are all taken"
    assert (len(full.requests), len(free.requests)) == (0, 1)


def test_a_full_provider_is_queued_at_once_nobody_else_answers(desk: Desk) -> None:
    full, down = desk.provider(GOOD, GOOD), desk.provider(*[DOWN] * 2)

    async def story() -> tuple[str, str]:
        dead = await model_calls.admit(await opened("alive"), replace(_in_flight(longest=600), places=1))
        assert dead.call is not None
        asked = asyncio.create_task(desk.answer(concurrency=1))
        while len(down.requests) < 2:
            await asyncio.sleep(0.02)
        await model_calls.settle(dead.call, _in_flight(longest=600), Result("answered"))
        answer, record = await asked
        return answer.word, record["how"]

    assert desk.run(story()) == ("kind", "first answer")
    assert len(full.requests) == 1


HURRIED = Limits(seconds=2)
"""Too short for a provider that takes four seconds, and whose own time is twenty."""


def test_a_provider_is_not_blamed_for_a_call_that_got_less_than_its_own_time(desk: Desk) -> None:
    slow = desk.provider(GOOD, Reply(GOOD, delay=4))

    async def story() -> list[str]:
        await desk.answer("books/first", timeout=20)  # which imports the client
        desk.agent = changed(limits=HURRIED)
        await desk.answer("books/second", timeout=20)
        async with reading() as connection:
            return list((await connection.execute(select(circuits.c.failures))).scalars())

    assert desk.run(story()) == ["[]"]
    assert len(slow.requests) == 2


def test_no_call_is_made_once_the_agents_time_is_over(desk: Desk) -> None:
    slow, well = desk.provider(GOOD, Reply(GOOD, delay=4)), desk.provider(GOOD)

    async def story() -> None:
        await desk.ask("books/first", timeout=20)
        desk.agent = changed(limits=HURRIED)
        with pytest.raises(NoModelAnswer, match=r"p1: timeout: no time was left for it"):
            await desk.ask("books/second", timeout=20)

    desk.run(story())
    assert (len(slow.requests), well.requests) == (2, [])


def test_a_call_that_got_less_than_its_own_time_closes_no_circuit_either(desk: Desk) -> None:
    slow = desk.provider(*[DOWN] * FAILURES, Reply(GOOD, delay=4))

    async def story() -> Any:
        desk.agent = changed(limits=Limits(calls=1))
        for number in range(FAILURES):
            await desk.answer(f"books/{number}", timeout=20)
        async with writing() as connection:
            await connection.execute(update(circuits).values(probe_at=now()))
        desk.agent = changed(limits=HURRIED)
        await desk.answer("books/probe", timeout=20)
        async with reading() as connection:
            return (await connection.execute(select(circuits.c.opened_at))).scalar_one()

    assert desk.run(story()) is not None
    assert len(slow.requests) == FAILURES + 1
