"""The schedules that prefect.yaml declares, as opposed to those that somebody made or changed in Prefect."""

from typing import Any

import yaml
from prefect.client.schemas.objects import DeploymentSchedule
from pydantic import ValidationError

from tasks.settings import deployments_file

_TIMES = ("rrule", "cron", "day_or", "interval", "anchor_date", "timezone")


def is_declared(deployment: str, found: DeploymentSchedule) -> bool:
    """Tell whether a schedule found in Prefect is, by its slug, its times and its parameters, one that the file
    declares for the deployment.
    """
    return any(
        declared.get("slug") == found.slug
        and declared.get("parameters", {}) == found.parameters
        and _same_times({name: declared[name] for name in _TIMES if name in declared}, found)
        for declared in _declared(deployment)
    )


def _same_times(declared: dict[str, Any], found: DeploymentSchedule) -> bool:
    try:
        times = type(found.schedule).model_validate(declared)
    except ValidationError:  # it is a schedule of another kind
        return False
    return all(getattr(found.schedule, name) in (getattr(times, name), _begun(declared[name])) for name in declared)


def _begun(times: Any) -> str:
    """Return an RRULE as the server keeps one that says no beginning."""
    return f"DTSTART:20200101T000000\n{times}"


def _declared(deployment: str) -> list[dict[str, Any]]:
    deployments = yaml.safe_load(deployments_file().read_text(encoding="utf-8"))["deployments"]
    return [one for named in deployments if named["name"] == deployment for one in named.get("schedules", ())]
