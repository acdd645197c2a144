"""How many calls a provider takes at a time, over all workers, counted by the provider."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from agents.spec import Limits
from tasks.asking.failures import NoModelAnswer
from tasks.casebook import model_calls
from tasks.casebook.model_calls import Intent
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import GOOD, Desk, changed
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
    desk.agent = changed(limits=Limits(seconds=0.5))

    async def story() -> None:
        await model_calls.admit(await opened("alive"), _in_flight(longest=60))
        with pytest.raises(NoModelAnswer, match="its 1 calls at a time are all taken"):
            await desk.ask(concurrency=1)

    desk.run(story())
    assert server.requests == []
