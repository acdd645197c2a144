"""A call whose process died binds its budgets no longer than it could have lasted."""

from typing import Any

import pytest

from flows.keeper.loop import ROUNDS
from flows.keeper.lost_calls import look_at_lost_calls
from flows.keeper.one_by_one import OneByOne
from tasks.casebook import budgets, model_calls
from tasks.casebook.admission import Intent
from tests.fakes.prefect_client import FakePrefect
from tests.tasks.casebook.desk import opened

INTENT = Intent(
    step="books", agent="namer", prompt_version="x", provider="p0", asked="large", attempt=1, request_sha256="",
    tokens=10, reserve=85, caps={"tenant": 1000},
)  # fmt: skip


@pytest.mark.parametrize(("longest", "standing"), [(-1.0, (85, 0)), (600.0, (0, 85))], ids=["over", "under way"])
def test_the_keeper_settles_a_call_that_can_last_no_longer(
    casebook: Any, longest: float, standing: tuple[int, int]
) -> None:
    async def story() -> None:
        await model_calls.admit(await opened(), Intent(**{**vars(INTENT), "longest": longest}))
        await look_at_lost_calls(FakePrefect(), OneByOne())  # pyright: ignore[reportArgumentType]
        budget = (await budgets.listing())["tenant"]
        assert (budget.spent, budget.reserved) == standing

    casebook(story())
    assert look_at_lost_calls in ROUNDS
