"""What a flow may know of its own run: when it was meant to start."""

from datetime import datetime

from prefect.runtime import flow_run


def scheduled_start() -> datetime:
    """Return when the run was scheduled to start: the same moment after each resume and re-drive, unlike a clock."""
    return flow_run.scheduled_start_time
