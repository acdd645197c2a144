"""The demo's own home, apart from this installation's books, cases and databases."""

import os

from tasks.settings import settings


def move_in() -> None:
    """Let this process, and what it starts, work in the folder `demo` of the home, with no setting but that."""
    home = settings().home / "demo"
    for name in [name for name in os.environ if name.startswith(("COUNTERSIGN_", "PREFECT_"))]:
        del os.environ[name]
    os.environ["COUNTERSIGN_HOME"] = str(home)
    settings.cache_clear()
