"""The embedded instance: its ports, its password, its folder, and the environment that its processes share."""

import os
import secrets
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from pydantic import BaseModel

from tasks.settings import settings


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
        home. Of the shell's settings for Prefect, which are another server's, it keeps those for logging.
        """
        scripts = str(Path(sys.executable).parent)
        kept = {name: value for name, value in os.environ.items() if not _of_another_server(name)}
        return kept | {
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


def instance_file() -> Path:
    """Return the file that keeps this home's instance."""
    return settings().home / "embedded.json"


def instance() -> Instance:
    """Return this home's instance, made up at first use; of several that make one up, the first one's stands."""
    if not instance_file().exists():
        from cryptography.fernet import Fernet

        made = Instance(
            port=free_port(), password=secrets.token_urlsafe(18), encryption_key=Fernet.generate_key().decode()
        )
        with suppress(FileExistsError), _written(made) as path:
            instance_file().hardlink_to(path)
    return Instance.model_validate_json(instance_file().read_text())


def moved(before: Instance) -> Instance:
    """Return the instance on another free port, and keep it so."""
    made = before.model_copy(update={"port": free_port()})
    with _written(made) as path:
        path.replace(instance_file())
    return made


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _of_another_server(name: str) -> bool:
    return name.startswith("PREFECT_") and not name.startswith("PREFECT_LOGGING_")


@contextmanager
def _written(made: Instance) -> Iterator[Path]:
    """Give a file beside the instance's own that holds it whole, readable by its owner alone; nothing of it stays."""
    instance_file().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with NamedTemporaryFile("w", dir=instance_file().parent, prefix="embedded.", delete=False) as file:
        file.write(made.model_dump_json())
    try:
        yield Path(file.name)
    finally:
        Path(file.name).unlink(missing_ok=True)
