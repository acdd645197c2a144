"""The locks of a home: one stack, and one command at a time that brings it up or down.

The system frees a lock however its holder ends, which a file of process ids does not.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tasks.settings import settings

PATIENCE = 1.0
"""Seconds: whoever looks whether the lock is held shares it for an instant, so the holder to be tries again."""


@contextmanager
def hold() -> Iterator[bool]:
    """Hold the stack's lock and give True, or give False where another supervisor holds it."""
    with _stack_lock().open("a") as file:
        held = _locked_after_a_while(file)
        if not held:
            yield False
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield True
        finally:
            file.truncate(0)  # whoever gets this process id next is no supervisor


def supervisor_pid() -> int | None:
    """Return the process id of who holds the stack's lock, None where no stack of this home is running."""
    if not _stack_lock().exists():
        return None
    with _stack_lock().open() as file:
        return None if _locked(file, fcntl.LOCK_SH) else int(file.read() or 0) or None


@contextmanager
def one_at_a_time(say: Callable[[str], None]) -> Iterator[None]:
    """Let one command of this home at a time bring the stack up or down; another says so and waits."""
    settings().home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings().home / "command.lock").open("a") as file:
        if not _locked(file):
            say("another command is bringing this home's stack up or down: waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _stack_lock() -> Path:
    return settings().home / "embedded.lock"


def _locked_after_a_while(file: TextIO) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not (held := _locked(file)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return held


def _locked(file: TextIO, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
