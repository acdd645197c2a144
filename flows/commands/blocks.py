"""Where a command finds blocks, and that it finds none where the stack is down."""

import os


def reach_blocks() -> None:
    """Let this process read the stack's blocks; where it is down they are away, and Prefect starts no server for them.

    Called before Prefect is imported.
    """
    from flows.embedded.environment import NotUp, reach_prefect

    try:
        reach_prefect()
    except NotUp:
        os.environ["PREFECT_SERVER_ALLOW_EPHEMERAL_MODE"] = "false"
