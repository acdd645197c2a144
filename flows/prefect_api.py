"""Prefect's API over plain HTTP: importing Prefect takes two seconds, and the command line need not wait for them."""

import os
import time
from typing import Any
from uuid import UUID

import httpx
from pydantic import BaseModel

from flows.embedded.instance import instance

BUSY_ATTEMPTS = 5
PAUSE = 0.5
"""Seconds before the second attempt; twice as many before the third."""
FINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


class RunRefused(RuntimeError):
    """Prefect did not take the run."""


class RunState(BaseModel, frozen=True):
    """The state of a run as the API tells it."""

    type: str
    name: str
    message: str = ""

    @property
    def over(self) -> bool:
        return self.type in FINAL


class PrefectApi:
    """What the command line asks of Prefect."""

    def __init__(self) -> None:
        self.url = os.environ.get("PREFECT_API_URL") or f"{instance().ui}/api"
        secret = os.environ.get("PREFECT_API_AUTH_STRING") or (
            "" if "PREFECT_API_URL" in os.environ else instance().credentials
        )
        user, _, password = secret.partition(":")
        self.http = httpx.Client(base_url=self.url, auth=(user, password) if secret else None, timeout=15)

    def start(self, process: str, brief: dict[str, Any], key: UUID) -> str:
        """Start a run of the process's deployment, once under its key; return its id. Raise `RunRefused` with
        Prefect's reason.
        """
        deployment = self._json("GET", f"/deployments/name/{process}/{process}", process)
        body = {"parameters": {"brief": brief}, "state": {"type": "SCHEDULED"}, "idempotency_key": str(key)}
        return self._json("POST", f"/deployments/{deployment['id']}/create_flow_run", process, body)["id"]

    def state(self, run: str) -> RunState:
        """Return the run's state."""
        return RunState(**_told(self._json("GET", f"/flow_runs/{run}", run)["state"]))

    def phases(self, run: str) -> dict[str, tuple[str, RunState]]:
        """Return the run's phases, the subflows of its attempts, by id: their names and states, in order."""
        body = {"flow_runs": {"parent_flow_run_id": {"any_": [run]}}, "sort": "START_TIME_ASC", "limit": 200}
        found = self._json("POST", "/flow_runs/filter", run, body)
        return {one["id"]: (one["name"], RunState(**_told(one["state"]))) for one in found}

    def _json(self, method: str, path: str, subject: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._answer(method, path, body)
        if answer.status_code == 404:
            raise RunRefused(f"Prefect does not know '{subject}': `countersign up` registers the deployments.")
        if answer.is_error:
            raise RunRefused(f"Prefect refused '{subject}' ({answer.status_code}): {answer.text[:2000]}")
        return answer.json()

    def _answer(self, method: str, path: str, body: dict[str, Any] | None) -> httpx.Response:
        """Return the server's answer; one that is busy is asked again: it says so (its SQLite was locked), takes too
        long, or ends a connection that it had kept. Any request may be sent twice: a run starts once under its key.
        """
        for attempt in range(1, BUSY_ATTEMPTS + 1):
            try:
                answer = self.http.request(method, path, json=body)
            except httpx.ConnectError as error:
                raise RunRefused(f"No Prefect server answers at {self.url}: start it with `countersign up`.") from error
            except httpx.TransportError as error:
                if attempt == BUSY_ATTEMPTS:
                    raise RunRefused(
                        f"The Prefect server at {self.url} is too busy to answer ({type(error).__name__}); what it was "
                        "given goes on: `countersign cases` says how far it is."
                    ) from error
            else:
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or attempt == BUSY_ATTEMPTS:
                    return answer
            time.sleep(attempt * PAUSE)
        raise AssertionError("unreachable: the last attempt returns or raises")


def _told(state: dict[str, Any]) -> dict[str, str]:
    return {"type": state["type"], "name": state["name"], "message": state.get("message") or ""}
