"""The mark of what was deployed covers everything that a deployment is made of."""

from pathlib import Path

import pytest

from flows.embedded.deployments import DeploymentsRefused, sources_digest
from flows.embedded.instance import deployments_file

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
