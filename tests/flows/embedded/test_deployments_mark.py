"""The mark of what was deployed covers everything that a deployment is made of."""

from pathlib import Path

import httpx
import pytest

from flows.embedded.deployments import DeploymentsRefused, all_registered, sources_digest
from flows.processes import BRIEFS as OURS
from tasks.settings import deployments_file

FILE = "deployments:\n- name: trial\n  entrypoint: trial_flow.trial\n"
BRIEFS = {"trial": "trial_brief:Brief"}


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A prefect.yaml, a flow and a brief, as modules of this process."""
    paths = {name: tmp_path / name for name in ("prefect.yaml", "trial_flow.py", "trial_brief.py")}
    for path in paths.values():
        path.write_text("")
    paths["prefect.yaml"].write_text(FILE)
    monkeypatch.syspath_prepend(str(tmp_path))
    return paths


@pytest.mark.parametrize("changed", ["prefect.yaml", "trial_flow.py", "trial_brief.py"])
def test_a_change_of_any_source_is_deployed_anew(sources: dict[str, Path], changed: str) -> None:
    before = sources_digest(sources["prefect.yaml"], BRIEFS)
    assert sources_digest(sources["prefect.yaml"], BRIEFS) == before
    with sources[changed].open("a") as file:
        file.write("# another line\n")
    assert sources_digest(sources["prefect.yaml"], BRIEFS) != before


def test_an_entrypoint_that_is_not_there_is_named(sources: dict[str, Path]) -> None:
    sources["prefect.yaml"].write_text(FILE.replace("trial_flow", "nowhere"))
    with pytest.raises(DeploymentsRefused, match="names the module nowhere"):
        sources_digest(sources["prefect.yaml"], BRIEFS)


def test_the_projects_own_sources_are_found() -> None:
    assert len(sources_digest(deployments_file())) == 64


def test_a_deployment_that_somebody_deleted_is_missed() -> None:
    there = {f"/deployments/name/{process}/{process}" for process in OURS}

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200 if request.url.path in there else 404, json={})

    with httpx.Client(base_url="http://prefect.example", transport=httpx.MockTransport(answer)) as client:
        assert all_registered(client)
        there.pop()
        assert not all_registered(client)
