"""Two attempts of one case are one run in Prefect: the older one ends without a word in it."""

from typing import Any
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import Abort
from prefect.flow_engine import run_flow_async
from pydantic import BaseModel

from tasks.case import close_case, open_case
from tasks.casebook import case_records, cases
from tasks.process import Process
from tasks.story import story

PROCESS = Process(name="test", steps=frozenset({"release"}))

pytestmark = [
    pytest.mark.usefixtures("prefect_server"),
    pytest.mark.parametrize("casebook", ["sqlite"], indirect=True),
]


class Brief(BaseModel, frozen=True):
    """What the test's process is asked for."""

    key: str
    then: str
    """What happens to the attempt after it has opened its case."""

    def natural_key(self) -> dict[str, Any]:
        return {"key": self.key}


class Told(BaseModel):
    """How the test's process ends."""

    status: str = "released"


class MailServerGone(OSError):
    """An error that an attempt meets."""


@flow(name="told", persist_result=False)
@story
async def told(brief: Brief) -> Told:
    case = await open_case(PROCESS, brief)
    if "overtaken" in brief.then and case.epoch == 1:
        row = await case_records.find(str(case.id))
        await cases.claim("test", brief.natural_key(), brief.model_dump(), owner=row.owner, requester=None)
    if "fails" in brief.then:
        raise MailServerGone("no route to host")
    return await close_case(case, Told())


async def created(brief: Brief) -> FlowRun:
    async with get_client() as client:
        return await client.create_flow_run(told, parameters={"brief": brief})


async def state_of(run: UUID) -> State[Any]:
    async with get_client() as client:
        state = (await client.read_flow_run(run)).state
    assert state is not None
    return state


async def attempt(run: FlowRun, brief: Brief) -> Any:
    return await run_flow_async(told, flow_run=run, parameters={"brief": brief}, return_type="result")


@pytest.mark.parametrize("then", ["overtaken", "overtaken and fails"])
def test_an_overtaken_attempt_ends_and_its_run_stays_running_for_the_newer_one(casebook: Any, then: str) -> None:
    async def tell() -> None:
        brief = Brief(key=then, then=then)
        run = await created(brief)
        with pytest.raises(Abort):
            await attempt(run, brief)
        assert (await state_of(run.id)).is_running()
        (row,) = await case_records.listing()
        assert (row.state, row.epoch) == ("running", 2)

    casebook(tell())


def test_the_newest_attempt_that_fails_fails_its_run(casebook: Any) -> None:
    async def tell() -> None:
        brief = Brief(key="newest", then="fails")
        run = await created(brief)
        with pytest.raises(MailServerGone):
            await attempt(run, brief)
        assert (await state_of(run.id)).is_failed()

    casebook(tell())


def test_the_newest_attempt_of_the_same_run_completes_it(casebook: Any) -> None:
    async def tell() -> None:
        brief = Brief(key="both", then="overtaken")
        run = await created(brief)
        with pytest.raises(Abort):
            await attempt(run, brief)
        assert await attempt(run, brief) == Told()
        assert (await state_of(run.id)).is_completed()

    casebook(tell())
