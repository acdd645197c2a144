"""The deployments of prefect.yaml load, say what they need, and hold no path of the machine that registered them."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from inspect import signature
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from dateutil.rrule import rrulestr
from prefect.flows import load_flow_from_entrypoint
from prefect.utilities.callables import parameter_schema

from flows.embedded.instance import instance
from flows.processes import BRIEFS, brief_model
from tests.flows.office import Office

ROOT = Path(__file__).parents[2]
FILE: dict[str, Any] = yaml.safe_load((ROOT / "prefect.yaml").read_text())
DEPLOYMENTS: dict[str, dict[str, Any]] = {one["name"]: one for one in FILE["deployments"]}
OF_THE_SERVER = {"id", "created", "updated", "version_id", "deployment_id", "active_runs", "last_polled", "status"}
"""Fields that the server makes up or counts; `status` follows the worker."""

each = pytest.mark.parametrize("name", DEPLOYMENTS)


@each
def test_an_entrypoint_is_the_flow_of_its_deployments_name(name: str) -> None:
    assert load_flow_from_entrypoint(DEPLOYMENTS[name]["entrypoint"]).name == name


@each
def test_an_entrypoint_is_a_module_of_the_installed_package(name: str) -> None:
    module = DEPLOYMENTS[name]["entrypoint"]
    assert ":" not in module, "a file's path would load a second copy of the module"
    assert module.startswith("flows.")
    assert FILE["pull"] == []
    assert "pull" not in DEPLOYMENTS[name]


def test_every_deployment_is_a_process_of_the_command_line_with_its_brief() -> None:
    assert set(DEPLOYMENTS) == set(BRIEFS)
    for name, deployment in DEPLOYMENTS.items():
        [brief] = signature(load_flow_from_entrypoint(deployment["entrypoint"]).fn, eval_str=True).parameters.values()
        assert brief.annotation is brief_model(name)


@each
def test_a_deployment_says_what_it_is_and_how_many_may_run(name: str) -> None:
    deployment = DEPLOYMENTS[name]
    assert deployment["work_pool"]["name"] == "business"
    assert deployment["description"].strip().endswith(".")
    assert deployment["tags"]
    assert deployment["concurrency_limit"] == {"limit": 4, "collision_strategy": "ENQUEUE"}


@each
def test_the_form_is_the_brief_with_every_field_described(name: str) -> None:
    flow = load_flow_from_entrypoint(DEPLOYMENTS[name]["entrypoint"])
    schema = parameter_schema(flow).model_dump()
    assert list(schema["properties"]) == ["brief"]
    reference = schema["properties"]["brief"]["$ref"].rpartition("/")[2]
    for model in schema["definitions"].values():
        lacking = [field for field, told in model["properties"].items() if not told.get("description")]
        assert lacking == []
    fields = schema["definitions"][reference]["properties"].values()
    assert [field["position"] for field in fields] == list(range(len(fields)))


@pytest.mark.parametrize("name", [name for name, one in DEPLOYMENTS.items() if "schedules" in one])
def test_a_schedules_parameters_are_a_brief(name: str) -> None:
    flow = load_flow_from_entrypoint(DEPLOYMENTS[name]["entrypoint"])
    for schedule in DEPLOYMENTS[name]["schedules"]:
        flow.validate_parameters(schedule["parameters"])


def test_the_monthly_close_starts_on_the_third_weekday_at_six_in_berlin() -> None:
    [schedule] = DEPLOYMENTS["financial-reporting"]["schedules"]
    berlin = ZoneInfo(schedule["timezone"])
    assert schedule["timezone"] == "Europe/Berlin"
    first = datetime(2026, 1, 1, tzinfo=berlin)
    starts = rrulestr(schedule["rrule"], dtstart=first).between(first, first + timedelta(days=730), inc=True)
    assert [(start.year, start.month) for start in starts] == [(2026 + n // 12, n % 12 + 1) for n in range(24)]
    for start in starts:
        weekdays = [day for day in range(1, start.day + 1) if start.replace(day=day).weekday() < 5]
        assert (len(weekdays), weekdays[-1], start.hour, start.tzinfo) == (3, start.day, 6, berlin)


@pytest.mark.long
def test_two_checkouts_in_different_folders_deploy_the_same_and_neither_is_needed_to_run(
    office: Office, tmp_path: Path
) -> None:
    folders = [tmp_path / "one", tmp_path / "somewhere" / "else"]
    stored = []
    for folder in folders:
        _copy_of_the_checkout(folder)
        _deploy(folder)
        stored.append({name: _stored(office, name) for name in DEPLOYMENTS})
    assert stored[0] == stored[1]
    for name, deployment in stored[0].items():
        assert deployment["entrypoint"] == DEPLOYMENTS[name]["entrypoint"]
        assert not deployment["pull_steps"]
        assert not deployment["path"]
        assert [text for text in _texts(deployment) if str(tmp_path) in text or str(ROOT) in text] == []

    for folder in folders:
        shutil.rmtree(folder)
    began = datetime.now(UTC)
    case = office.sleeping(run := office.start("financial-reporting", {"period": "2025-08"}))
    assert case.opened_at > began
    office.countersign("reject", str(case.id), "release", "--comment", "A trial.", "--as", "demo-controller")
    assert office.over(run).type == "COMPLETED"


def _copy_of_the_checkout(folder: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    for path in filter(None, listed.stdout.split("\0")):
        if (ROOT / path).is_file():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, folder / path)


def _deploy(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        cwd=folder, env=instance().environment(), capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def _stored(office: Office, name: str) -> Any:
    return _lasting(office.api._json("GET", f"/deployments/name/{name}/{name}", name))


def _lasting(value: Any) -> Any:
    """Return what was stored without what the server makes up."""
    if isinstance(value, list):
        return [_lasting(one) for one in value]
    if isinstance(value, dict):
        return {key: _lasting(one) for key, one in value.items() if key not in OF_THE_SERVER}
    return value


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) else []
