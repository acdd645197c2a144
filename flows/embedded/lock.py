"""The lock of a home's one stack: the system frees it however its holder ends, which a file of process ids does not."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tasks.settings import settings

PATIENCE = 1.0
"""Seconds: whoever only looks whether the lock is held has it for an instant, so the holder to be tries again."""


@contextmanager
def hold() -> Iterator[bool]:
    """Hold the lock and give True, or give False where another supervisor holds it."""
    with _path().open("a") as file:
        held = _locked_after_a_while(file)
        if held:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
        yield held


def supervisor_pid() -> int | None:
    """Return the process id of who holds the lock, None where no stack of this home is running."""
    if not _path().exists():
        return None
    with _path().open() as file:
        return None if _locked(file) else int(file.read() or 0) or None


def _path() -> Path:
    return settings().home / "embedded.lock"


def _locked_after_a_while(file: TextIO) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not (held := _locked(file)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def _locked(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
