"""The processes of a home's stack, whoever their parent is: also what a killed supervisor or worker left behind."""

from collections.abc import Callable
from contextlib import suppress

import psutil

from tasks.settings import settings

GRACE = 8.0
"""Seconds that a process gets to end before it is killed."""

IN_ORDER_OF_ENDING = ("flows.keeper.loop", "prefect worker", "prefect.engine", "prefect server")
"""A run that is ended while the server stands tells it so, and is driven again after the next start."""

LONGEST_ENDING = GRACE * len(IN_ORDER_OF_ENDING)


def end_all() -> int:
    """End every process of this home's stack, runs included; return how many there were."""
    return sum(_end(_of_home(module)) for module in IN_ORDER_OF_ENDING)


def _of_home(module: str) -> list[psutil.Process]:
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        try:
            ours = process.environ().get("PREFECT_HOME") == str(settings().home / "prefect")
            if ours and f"-m {module}" in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:  # it has ended, or is another account's
            continue
    return found


def _end(processes: list[psutil.Process]) -> int:
    for process in processes:
        _unless_gone(process.terminate)
    _, staying = psutil.wait_procs(processes, timeout=GRACE)
    for process in staying:
        _unless_gone(process.kill)
    psutil.wait_procs(staying)
    return len(processes)


def _unless_gone(act: Callable[[], None]) -> None:
    with suppress(psutil.NoSuchProcess):
        act()
