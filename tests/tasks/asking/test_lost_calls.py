"""Whatever ends a call, what was set aside for it is settled, once, and under the budgets that it was taken from."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from tasks.casebook import budgets, lost_calls, model_calls, notices
from tasks.casebook.admission import Intent, Result
from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.budgets import nanodollars
from tests.fakes.openai_server import Reply
from tests.tasks.asking.desk import GOOD, Desk
from tests.tasks.casebook.desk import opened

YESTERDAY, TODAY = {"day/2026-11-20": 100, "tenant": 1000}, {"day/2026-11-21": 100, "tenant": 1000}
INTENT = Intent(
    step="books", agent="namer", prompt_version="x", provider="p0", asked="large", attempt=1, request_sha256="",
    tokens=10, reserve=85,
)  # fmt: skip


async def _standing() -> dict[str, tuple[int, int]]:
    return {scope: (each.spent, each.reserved) for scope, each in (await budgets.listing()).items()}


async def _outcomes(key: str = "one") -> list[tuple[str, int, int]]:
    return [(row.outcome, row.cost, row.reserved) for row in await model_calls.of_case((await opened(key)).id)]


@pytest.mark.parametrize("streams", [False, True], ids=["whole", "in pieces"])
def test_a_cancelled_request_leaves_nothing_set_aside(desk: Desk, streams: bool) -> None:
    server = desk.provider(*[Reply(GOOD, delay=8, pause=8)] * 2)
    desk.agent = replace(desk.agent, streams=streams)
    desk.agent.__dict__["prompt"] = "Name it."

    async def story() -> tuple[list[tuple[str, int, int]], dict[str, tuple[int, int]]]:
        asked = asyncio.create_task(desk.answer(tenant_budget=Decimal(5), timeout=60))
        while not server.requests:
            await asyncio.sleep(0.02)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked
        return await _outcomes(), await _standing()

    [(outcome, cost, reserved)], standing = desk.run(story())
    assert (outcome, reserved) == ("lost", 0)
    assert cost > 0  # the provider may charge for it
    assert standing == {"tenant": (cost, 0)}


def test_the_keeper_settles_what_a_dead_process_set_aside_under_the_caps_of_then(desk: Desk) -> None:
    async def story() -> None:
        dead, alive = await opened("dead"), await opened("alive")
        await model_calls.admit(dead, replace(INTENT, caps=YESTERDAY, longest=-1))
        await model_calls.admit(alive, replace(INTENT, caps=TODAY, reserve=5))
        assert await lost_calls.settle_overdue() == 1
        assert await lost_calls.settle_overdue() == 0
        assert await _standing() == {"tenant": (85, 5), "day/2026-11-20": (85, 0), "day/2026-11-21": (0, 5)}
        assert await _outcomes("dead") == [("lost", 85, 0)]
        assert await _outcomes("alive") == [("in flight", 0, 5)]

    desk.run(story())


@pytest.mark.parametrize("by", ["the keeper", "the next attempt"])
def test_what_is_settled_as_lost_is_a_notice_where_it_passes_four_fifths_of_a_budget(desk: Desk, by: str) -> None:
    async def story() -> list[str]:
        case = await opened()
        await model_calls.admit(case, replace(INTENT, caps=YESTERDAY, longest=-1))
        if by == "the keeper":
            await lost_calls.settle_overdue()
        else:
            await model_calls.admit(case, replace(INTENT, caps=TODAY, reserve=1))
        return [row.text.partition(":")[0] for row in await notices.latest()]

    assert desk.run(story()) == ["The budget of day/2026-11-20 is at 80 %"]


def test_a_call_that_counts_as_lost_is_not_booked_again_when_it_ends_after_all(desk: Desk) -> None:
    async def story() -> None:
        case = await opened()
        late = await model_calls.admit(case, replace(INTENT, caps=TODAY, longest=-1))
        assert late.call is not None
        await lost_calls.settle_overdue()
        news = await model_calls.settle(late.call, replace(INTENT, caps=TODAY), Result("answered", cost=40))
        assert news.near_their_cap == ()
        assert await _standing() == {"day/2026-11-21": (85, 0), "tenant": (85, 0)}
        assert await _outcomes() == [("lost", 85, 0)]

    desk.run(story())


def test_an_older_attempt_of_the_case_does_not_take_the_newer_ones_call_for_lost(desk: Desk) -> None:
    async def story() -> None:
        owner = uuid4()
        older = await opened("x", owner=owner)
        newer = await opened("x", owner=owner)
        await model_calls.admit(newer, replace(INTENT, caps=TODAY))
        with pytest.raises(StaleEpoch):
            await model_calls.admit(older, replace(INTENT, caps=TODAY))
        assert await _standing() == {"day/2026-11-21": (0, 85), "tenant": (0, 85)}

    desk.run(story())


def test_twenty_that_look_at_the_same_moment_settle_each_lost_call_once(desk: Desk) -> None:
    caps: Mapping[str, int] = {"tenant": nanodollars(Decimal(1))}

    async def story() -> None:
        for number in range(20):
            await model_calls.admit(await opened(str(number)), replace(INTENT, caps=caps, longest=-1))
        settled: list[Any] = await asyncio.gather(*(lost_calls.settle_overdue() for _ in range(5)))
        assert sum(settled) == 20
        assert await _standing() == {"tenant": (20 * 85, 0)}

    desk.run(story())
