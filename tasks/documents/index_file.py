"""The file of an index, which all processes share: renewed by one at a time, and made anew where it is damaged."""

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tasks.documents import index
from tasks.documents.index import Known

_PAUSE = 0.02


def known(file: Path, *, thorough: bool = False) -> dict[str, Known]:
    """Return what is known of each document, by path; raise `sqlite3.DatabaseError` for a damaged index."""
    with index.opened(file, writing=False) as connection:
        if thorough:
            index.refuse_damaged(connection)
        return index.known(connection)


async def known_or_anew(file: Path, *, thorough: bool = False) -> dict[str, Known]:
    """Return what is known; a damaged index is taken away first, as all of it lies in the documents."""
    try:
        return await asyncio.to_thread(known, file, thorough=thorough)
    except sqlite3.OperationalError:
        raise  # in use, or no room: the index itself is sound
    except sqlite3.DatabaseError:
        async with alone(file):
            for part in (file, *(file.with_name(f"{file.name}-{kind}") for kind in ("wal", "shm"))):
                part.unlink(missing_ok=True)
        return await asyncio.to_thread(known, file)


@asynccontextmanager
async def alone(file: Path) -> AsyncIterator[None]:
    """Wait until no other process renews this index; the lock ends with its process."""
    lock = os.open(file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(_PAUSE)
        yield
    finally:
        os.close(lock)
