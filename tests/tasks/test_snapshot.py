"""Read once: what a case read stays what it read, whatever becomes of the source."""

from typing import Any
from uuid import uuid4

import pytest
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from pydantic import BaseModel
from sqlalchemy import update

from tasks.casebook.attempts import StaleEpoch
from tasks.casebook.cases import UndeclaredStep
from tasks.casebook.contents import ContentDamaged
from tasks.casebook.database import writing
from tasks.casebook.tables import contents
from tasks.snapshot import Manifest, cached, keep_model, kept_model, snapshot
from tests.tasks.casebook.desk import opened


class Reading(BaseModel):
    meter: str
    value: int


class Source:
    """A source that goes on counting; it remembers how often it was read."""

    def __init__(self) -> None:
        self.reads = 0

    async def read(self, meter: str) -> Manifest:
        self.reads += 1
        return {"reading": await keep_model(Reading(meter=meter, value=self.reads))}


def test_a_step_reads_its_source_once_in_all_attempts(casebook: Any) -> None:
    async def story() -> None:
        owner, source = uuid4(), Source()
        first = await snapshot(await opened(owner=owner), source.read, "gas", step="books")
        again = await snapshot(await opened(owner=owner), source.read, "gas", step="books")
        assert (again, source.reads) == (first, 1)
        assert await kept_model(again["reading"], Reading) == Reading(meter="gas", value=1)

    casebook(story())


def test_another_case_and_another_step_read_for_themselves(casebook: Any) -> None:
    async def story() -> None:
        source = Source()
        case, other = await opened("one"), await opened("two")
        manifests = [
            await snapshot(case, source.read, "gas", step="books"),
            await snapshot(case, source.read, "gas", step="books#2"),
            await snapshot(other, source.read, "gas", step="books"),
        ]
        assert [(await kept_model(each["reading"], Reading)).value for each in manifests] == [1, 2, 3]

    casebook(story())


def test_a_read_that_failed_is_made_again(casebook: Any) -> None:
    async def story() -> None:
        owner, source = uuid4(), Source()

        async def broken(meter: str) -> Manifest:
            raise ConnectionError("the meter is silent")

        with pytest.raises(ConnectionError):
            await snapshot(await opened(owner=owner), broken, "gas", step="books")
        await snapshot(await opened(owner=owner), source.read, "gas", step="books")
        assert source.reads == 1

    casebook(story())


def test_an_attempt_that_was_overtaken_while_it_read_keeps_nothing(casebook: Any) -> None:
    async def story() -> None:
        owner, source = uuid4(), Source()
        old = await opened(owner=owner)

        async def slow(meter: str) -> Manifest:
            await opened(owner=owner)
            return await source.read(meter)

        with pytest.raises(StaleEpoch):
            await snapshot(old, slow, "gas", step="books")
        stands = await snapshot(await opened(owner=owner), source.read, "gas", step="books")
        assert (await kept_model(stands["reading"], Reading)).value == 2

    casebook(story())


def test_a_step_that_the_process_does_not_declare_reads_nothing(casebook: Any) -> None:
    async def story() -> None:
        source = Source()
        with pytest.raises(UndeclaredStep):
            await snapshot(await opened(), source.read, "gas", step="meters")
        assert source.reads == 0

    casebook(story())


def test_a_content_that_was_changed_in_the_database_is_not_used(casebook: Any) -> None:
    async def story() -> None:
        manifest = await snapshot(await opened(), Source().read, "gas", step="books")
        async with writing() as connection:
            await connection.execute(update(contents).values(body=b'{"meter": "gas", "value": 9}'))
        with pytest.raises(ContentDamaged):
            await kept_model(manifest["reading"], Reading)

    casebook(story())


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize("casebook", ["sqlite"], indirect=True)
def test_a_task_that_found_its_result_instead_of_making_it_gives_the_same_manifest(casebook: Any) -> None:
    @task(persist_result=False, cache_policy=NO_CACHE)
    async def found(meter: str) -> Manifest | State[Manifest]:
        return cached({"reading": meter})

    async def story() -> None:
        case = await opened()
        assert await snapshot(case, found, "gas", step="books") == {"reading": "gas"}
        assert await snapshot(case, found, "oil", step="books") == {"reading": "gas"}

    casebook(story())
