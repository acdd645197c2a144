"""Who asked for a run: a person's note is good for their run alone, a schedule must be declared."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import yaml
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.schedules import CronSchedule, RRuleSchedule
from prefect.states import Scheduled

from tasks.casebook.requests import note_request
from tasks.requester import SCHEDULE, requester
from tasks.settings import deployments_file

pytestmark = [
    pytest.mark.usefixtures("prefect_server"),
    pytest.mark.parametrize("casebook", ["sqlite"], indirect=True),
]
PROCESS = "financial-reporting"
BRIEF = {"period": "2026-10"}
[DECLARED] = next(
    one["schedules"] for one in yaml.safe_load(deployments_file().read_text())["deployments"] if one["name"] == PROCESS
)
TIMES = RRuleSchedule(rrule=DECLARED["rrule"], timezone=DECLARED["timezone"])


@flow(name=PROCESS)
def told(brief: dict[str, Any]) -> None:
    """A flow that is only asked for."""


async def asked(key: UUID | None, brief: dict[str, Any]) -> UUID:
    """Ask Prefect for a run as the command line does, or with `None` as its UI does; return its id."""
    async with get_client() as client:
        deployment = await _deployment(client)
        named = {"idempotency_key": str(key)} if key else {}
        run = await client.create_flow_run_from_deployment(
            deployment, parameters={"brief": brief}, state=Scheduled(), **named
        )
    return run.id


async def _deployment(client: Any, *schedules: DeploymentScheduleCreate) -> UUID:
    return await client.create_deployment(
        flow_id=await client.create_flow(told), name=PROCESS, parameters={"brief": {}}, schedules=list(schedules)
    )


async def scheduled(schedule: DeploymentScheduleCreate) -> FlowRun:
    """Let Prefect schedule the next run of a deployment that has only this schedule; return it."""
    async with get_client() as client:
        deployment = await _deployment(client, schedule)
        body = {"start_time": datetime.now(UTC).isoformat(), "min_runs": 1}
        (await client._client.post(f"/deployments/{deployment}/schedule", json=body)).raise_for_status()
        runs = await client.read_flow_runs()
    return max((run for run in runs if run.deployment_id == deployment and run.auto_scheduled), key=lambda run: run.id)


def declared(**other: Any) -> DeploymentScheduleCreate:
    said = {"schedule": TIMES, "slug": DECLARED["slug"], "parameters": DECLARED["parameters"]}
    return DeploymentScheduleCreate(**(said | other))


def test_a_person_is_known_from_before_the_run_exists_and_in_each_of_its_attempts(casebook: Any) -> None:
    async def story() -> None:
        key = uuid4()
        await note_request(key, PROCESS, BRIEF, "ada", authenticated=True)
        run = await asked(key, BRIEF)
        assert [await requester(PROCESS, run) for _ in range(2)] == ["ada", "ada"]

    casebook(story())


def test_a_run_that_was_started_in_prefect_was_asked_for_by_nobody(casebook: Any) -> None:
    async def story() -> None:
        assert await requester(PROCESS, await asked(None, BRIEF)) is None

    casebook(story())


def test_a_key_that_was_read_in_prefect_is_good_for_no_other_brief_process_or_run(casebook: Any) -> None:
    async def story() -> None:
        key = uuid4()
        await note_request(key, PROCESS, BRIEF, "ada", authenticated=True)
        run = await asked(key, BRIEF)
        assert await requester("period-close", run) is None
        assert await requester(PROCESS, run) == "ada"
        async with get_client() as client:
            await client.delete_flow_run(run)
        assert await requester(PROCESS, await asked(key, BRIEF)) is None
        other = uuid4()
        await note_request(other, PROCESS, BRIEF, "ada", authenticated=True)
        assert await requester(PROCESS, await asked(other, {"period": "2026-11"})) is None

    casebook(story())


def test_a_declared_schedule_asks_for_its_runs(casebook: Any) -> None:
    async def story() -> None:
        run = await scheduled(declared())
        assert await requester(PROCESS, run.id) == SCHEDULE

    casebook(story())


@pytest.mark.parametrize(
    "made",
    [
        declared(slug="somebodys-own"),
        declared(slug=None),
        declared(schedule=CronSchedule(cron="* * * * *", timezone=DECLARED["timezone"])),
        declared(schedule=RRuleSchedule(rrule="FREQ=MINUTELY", timezone=DECLARED["timezone"])),
        declared(parameters={"brief": {"period": "2026-10"}}),
    ],
    ids=["another slug", "no slug", "another kind of schedule", "other times", "another brief"],
)
def test_a_schedule_that_was_made_or_changed_in_prefect_asks_for_nothing(
    casebook: Any, made: DeploymentScheduleCreate
) -> None:
    async def story() -> None:
        run = await scheduled(made)
        assert run.auto_scheduled
        assert await requester(PROCESS, run.id) is None

    casebook(story())
