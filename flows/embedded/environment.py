"""What a shell needs so that Prefect's own command reaches the embedded stack and nothing else."""

import os
import shlex

from flows.embedded.instance import instance, instance_file
from flows.embedded.lock import supervisor_pid

NAMES = (
    "COUNTERSIGN_HOME",
    "PREFECT_HOME",
    "PREFECT_PROFILES_PATH",
    "PREFECT_API_URL",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_SERVER_ANALYTICS_ENABLED",
    "DO_NOT_TRACK",
)


class NotYours(PermissionError):
    """The stack's password is another account's."""


class NotUp(RuntimeError):
    """No stack of this home is running."""


def exported() -> list[str]:
    """Return a shell's export lines; raise `NotUp` where the stack is not up, `NotYours` to all but its owner."""
    return [f"export {name}={shlex.quote(value)}" for name, value in _needed().items()]


def reach_prefect() -> None:
    """Let this process reach its stack's Prefect, unless the shell names a server; raise as `exported`.

    Called before Prefect is imported: without an address it starts a server of its own, which tells its makers.
    """
    if not os.environ.get("PREFECT_API_URL"):
        os.environ.update(_needed())


def _needed() -> dict[str, str]:
    if supervisor_pid() is None:
        raise NotUp("No stack of this home is running: start it with `countersign up`.")
    kept = instance_file().stat()
    if kept.st_uid != os.geteuid() or kept.st_mode & 0o077:
        raise NotYours(
            f"{instance_file()} holds the stack's password and must belong to you, readable by nobody else: "
            f"ask its owner, or as its owner run `chmod 600 {instance_file()}`."
        )
    environment = instance().environment()
    return {name: environment[name] for name in NAMES}
