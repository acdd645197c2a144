"""The embedded instance: its ports, its password, its folder, and the environment that its processes share."""

import os
import secrets
import socket
import sys
from pathlib import Path

from pydantic import BaseModel

from tasks.settings import CHECKOUT, settings


class Instance(BaseModel, frozen=True):
    """What one embedded set-up keeps about itself in `embedded.json`, readable by its owner alone."""

    port: int
    password: str
    encryption_key: str

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def credentials(self) -> str:
        return f"admin:{self.password}"

    def environment(self) -> dict[str, str]:
        """Return the environment of every process of this instance: loopback only, no telemetry, its own Prefect
        home.
        """
        scripts = str(Path(sys.executable).parent)
        return os.environ | {
            "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
            "COUNTERSIGN_HOME": str(settings().home),
            "PREFECT_HOME": str(settings().home / "prefect"),
            "PREFECT_PROFILES_PATH": str(settings().home / "prefect" / "profiles.toml"),
            "PREFECT_API_URL": f"{self.ui}/api",
            "PREFECT_API_AUTH_STRING": self.credentials,
            "PREFECT_SERVER_API_AUTH_STRING": self.credentials,
            "PREFECT_SERVER_API_HOST": "127.0.0.1",
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": self.ui,
            "PREFECT_API_ENCRYPTION_KEY": self.encryption_key,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_CLI_PROMPT": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
            "PREFECT_LOGGING_COLORS": "false",
        }


def instance() -> Instance:
    """Return this home's instance, made up at first use."""
    path = settings().home / "embedded.json"
    if path.exists():
        return Instance.model_validate_json(path.read_text())
    from cryptography.fernet import Fernet

    made = Instance(
        port=_free_port(), password=secrets.token_urlsafe(18), encryption_key=Fernet.generate_key().decode()
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(made.model_dump_json())
    return made


def deployments_file() -> Path:
    """Return prefect.yaml: beside the packages, in a checkout as in an installed wheel."""
    return CHECKOUT / "prefect.yaml"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
