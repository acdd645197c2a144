"""What agents and language models said to each other is let go of once its days are over, and not before."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from flows.keeper.loop import ROUNDS
from flows.keeper.one_by_one import OneByOne
from flows.keeper.texts import look_at_texts
from tasks.casebook.database import database_now, reading, writing
from tasks.casebook.kept_answers import keep
from tasks.casebook.tables import kept_answers, model_texts
from tests.fakes.prefect_client import FakePrefect


async def kept(tenant: str, lasts: timedelta) -> UUID:
    """Keep a question and its answer."""
    call = uuid4()
    told = {"tenant": tenant, "request": "?", "response": "!", "expires_at": await database_now() + lasts}
    async with writing() as connection:
        await connection.execute(insert(model_texts).values(call_id=call, **told))
    return call


def test_the_keeper_deletes_texts_of_its_tenant_whose_days_are_over(casebook: Any) -> None:
    async def story() -> None:
        day = timedelta(days=1)
        await kept("default", -day)
        stay = {await kept("default", day), await kept("somebody-else", -day)}
        await keep("over", {"word": "kind"}, {"case": "x"}, -day)
        await look_at_texts(FakePrefect(), OneByOne())  # pyright: ignore[reportArgumentType]
        async with reading() as connection:
            assert set((await connection.execute(select(model_texts.c.call_id))).scalars()) == stay
            assert (await connection.execute(select(kept_answers))).all() == []

    casebook(story())
    assert look_at_texts in ROUNDS
