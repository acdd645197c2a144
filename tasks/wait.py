"""Waiting without holding a process: the row says what for, the run suspends, the keeper wakes it."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from prefect.flow_runs import suspend_flow_run

from reports.canonical import sha256
from tasks.case import rest
from tasks.casebook.answers import freeze_answer, frozen_answer
from tasks.casebook.attempts import put_to_sleep
from tasks.casebook.cases import Case
from tasks.casebook.database import database_now


class MustWait(Exception):
    """A step cannot go on before a person has done something; the case's story sleeps until then."""

    def __init__(self, case: Case, waits_for: dict[str, Any], why: str) -> None:
        super().__init__(why)
        self.case = case
        self.waits_for = waits_for


async def sleep(case: Case, waits_for: dict[str, Any]) -> None:
    """Write down what the case waits for and end this process; the flow runs again from its first line when it is over.

    Works in the body of a deployed flow, not in a subflow or a task: Prefect refuses to suspend those.
    """
    await put_to_sleep(case, waits_for)
    rest(case)
    # Prefect's own deadline would end the run in Failed without running a line of it, so it gets none.
    await suspend_flow_run(timeout=None, key=str(uuid4()))  # pyright: ignore[reportGeneralTypeIssues]


async def wait_until(case: Case, *, step: str, when: datetime) -> datetime:
    """Return at or after `when`, a moment with its time zone, by the database's clock. The first `when` of a step
    stands.
    """
    frozen = await frozen_answer(case, step)
    if frozen is None:
        request = {"when": when}
        frozen = await freeze_answer(case, step, request, request_sha256=sha256(request), provenance={})
    due = datetime.fromisoformat(frozen["when"])
    if due > await database_now():
        await sleep(case, {"step": step, "date": due})
    return due
