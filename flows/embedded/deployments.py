"""Register prefect.yaml's deployments with the embedded server, when something that they are made of has changed."""

import hashlib
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import httpx
import yaml

from flows.embedded.instance import Instance
from flows.processes import BRIEFS
from tasks.settings import deployments_file, settings


class DeploymentsRefused(RuntimeError):
    """Prefect did not take the deployments."""


def deploy(made: Instance, client: httpx.Client, say: Callable[[str], None]) -> None:
    """Make the work pool and register every deployment, unless the server has them all from the same sources."""
    mark = settings().home / "prefect" / "deployed"
    digest = sources_digest(deployments_file())
    if mark.exists() and mark.read_text() == digest and all_registered(client):
        return
    say("registering the deployments of prefect.yaml")
    client.post("/work_pools/", json={"name": "business", "type": "process"})
    told = subprocess.run(
        [sys.executable, "-m", "prefect", "--no-prompt", "deploy", "--all"],
        env=made.environment(),
        cwd=deployments_file().parent,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if told.returncode != 0:
        raise DeploymentsRefused(
            f"Prefect refused the deployments of {deployments_file()}:\n{told.stdout}{told.stderr}"
        )
    mark.write_text(digest)


def all_registered(client: httpx.Client) -> bool:
    """Tell whether the server has each process's deployment: somebody may have deleted one."""
    return all(client.get(f"/deployments/name/{process}/{process}").status_code == 200 for process in BRIEFS)


def sources_digest(file: Path, briefs: Mapping[str, str] = BRIEFS) -> str:
    """Return the SHA-256 of what the deployments are made of: the file, its flows, whose descriptions Prefect keeps,
    their briefs, whose forms it shows, and this Python.
    """
    hashed = hashlib.sha256(f"{sys.prefix}\n".encode() + file.read_bytes())
    for module in sorted({*_flow_modules(file), *(brief.partition(":")[0] for brief in briefs.values())}):
        hashed.update(f"{module}\n".encode() + _source(module).read_bytes())
    return hashed.hexdigest()


def _flow_modules(file: Path) -> Iterator[str]:
    for deployment in yaml.safe_load(file.read_text(encoding="utf-8"))["deployments"]:
        yield deployment["entrypoint"].rpartition(".")[0]


def _source(module: str) -> Path:
    found = find_spec(module)
    if found is None or found.origin is None:
        raise DeploymentsRefused(f"prefect.yaml names the module {module}, and there is none: correct its entrypoint.")
    return Path(found.origin)
