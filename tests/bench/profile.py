"""Where a process's time goes, by the part of the system that spends it."""

import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[2]
EVERY = 0.005
"""Seconds of the process's CPU time between two looks."""
PARTS = {
    "casebook": {"sqlalchemy", "aiosqlite", "asyncpg"},
    "model client": {"langchain_openai", "langchain_core", "openai", "httpx", "httpcore", "h11"},
    "Prefect": {"prefect"},
}
OURS, LOOP, THREADS = "Countersign's own code", "event loop", "threads of Prefect and of the casebook's driver"


@contextmanager
def sampled() -> Iterator[Counter[str]]:
    """Give what counts, until its end, which part is at work each time that a little CPU time is spent.

    What the standard library, pydantic and the like do counts for the part that calls them. Main thread only.
    """
    seen = Counter[str]()

    def look(_: int, frame: FrameType | None) -> None:
        seen[_part(frame)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _part(frame: FrameType | None) -> str:
    """Return the part that the innermost frame works for; while the main thread waits, other threads spend the time."""
    if frame and frame.f_code.co_filename.endswith("selectors.py"):
        return THREADS
    while frame:
        file = frame.f_code.co_filename
        _, installed, inside = file.rpartition("site-packages/")
        package = Path(inside).parts[0] if installed else ""
        for part, packages in PARTS.items():
            if package in packages:
                return part
        if not installed and file.startswith(f"{ROOT}/") and "/.venv/" not in file:
            return OURS
        frame = frame.f_back
    return LOOP
