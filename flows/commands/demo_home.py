"""The demo's own home, apart from this installation's books, cases and databases."""

import os
import shlex
import sys
from pathlib import Path

from tasks.settings import settings


def move_in() -> None:
    """Let this process, and what it starts, work in the folder `demo` of the home, with no setting but that."""
    home = settings().home / "demo"
    for name in [name for name in os.environ if name.startswith(("COUNTERSIGN_", "PREFECT_"))]:
        del os.environ[name]
    os.environ["COUNTERSIGN_HOME"] = str(home)
    settings.cache_clear()


def in_another_terminal() -> str:
    """Return how another terminal calls this program for the demo's home."""
    home, command = shlex.quote(str(settings().home)), shlex.quote(str(Path(sys.argv[0]).resolve()))
    return f"COUNTERSIGN_HOME={home} {command}"
