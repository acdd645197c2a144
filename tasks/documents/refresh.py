"""Bring a folder's index up to date: only what is new or changed is read, what went away is forgotten."""

import asyncio
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tasks.documents import index
from tasks.documents.index import Known
from tasks.documents.passages import cut
from tasks.documents.readers import UnreadableDocument, format_of
from tasks.documents.reading import ReaderProcess
from tasks.documents.walking import Listing, NoDocument, Stamp, content_of, listing

_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds: within the clock of some file systems (FAT: 2 s) a second change has the same stamp."""
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did."""

    read: int
    forgotten: int
    passed_over: dict[str, str]
    """Why files with a document's name are not read."""


async def refresh(file: Path, root: Path) -> Refreshed:
    """Bring the index in `file` up to date with the folder `root`; raise `FolderAway`.

    Each document is kept by itself as soon as it is read, so that one that is interrupted goes on where it was.
    """
    found = await asyncio.to_thread(listing, root)
    before = await _known_or_anew(file)
    if not _differs(found, before):
        return Refreshed(0, 0, found.passed_over)
    async with _alone(file), ReaderProcess() as process:
        before = await asyncio.to_thread(_known, file)
        gone = before.keys() - found.documents.keys()
        await asyncio.to_thread(_forget, file, gone)
        read = 0
        for path, stamp in found.documents.items():
            if path not in before or _is_changed(stamp, before[path]):
                read += await _read(process, file, root, path, before.get(path))
    return Refreshed(read, len(gone), found.passed_over)


async def _known_or_anew(file: Path) -> dict[str, Known]:
    """Return what is known; an index that SQLite cannot read is taken away, as all of it lies in the documents."""
    try:
        return await asyncio.to_thread(_known, file)
    except sqlite3.OperationalError:
        raise  # in use, or no room: the index itself is sound
    except sqlite3.DatabaseError:
        async with _alone(file):
            for part in (file, *(file.with_name(f"{file.name}-{kind}") for kind in ("wal", "shm"))):
                part.unlink(missing_ok=True)
        return await asyncio.to_thread(_known, file)


def _differs(found: Listing, before: dict[str, Known]) -> bool:
    return before.keys() != found.documents.keys() or any(
        _is_changed(stamp, before[path]) for path, stamp in found.documents.items()
    )


def _is_changed(stamp: Stamp, known: Known) -> bool:
    return not known.settled or known.stamp != stamp


async def _read(process: ReaderProcess, file: Path, root: Path, path: str, before: Known | None) -> int:
    """Keep one document as it is now; return 1 where its content was new."""
    started = time.time_ns()
    try:
        content, stamp = await asyncio.to_thread(content_of, root, path)
    except FileNotFoundError:
        await asyncio.to_thread(_forget, file, {path})
        return 0
    except (NoDocument, OSError) as error:
        why = str(error) if isinstance(error, NoDocument) else f"it cannot be opened: {error.strerror}"
        # Its stamp is not known for certain: it is looked at again each time.
        await asyncio.to_thread(_keep, file, path, Known(Stamp(0, 0), False, "", index.clock(), why), [])
        return 0
    told = sha256(content).hexdigest()
    entry = Known(stamp, started - stamp.mtime_ns > _SETTLED_AFTER, told, index.clock(), "")
    if before and before.sha256 == told:
        entry = Known(stamp, entry.settled, told, before.read_at, before.problem)
        await asyncio.to_thread(_keep_stamp, file, path, entry)
        return 0
    try:
        blocks = await process.blocks(format_of(path) or "", content)
    except UnreadableDocument as error:
        entry = Known(stamp, entry.settled, told, entry.read_at, str(error))
        await asyncio.to_thread(_keep, file, path, entry, [])
        return 1
    await asyncio.to_thread(_keep, file, path, entry, cut(path, blocks))
    return 1


def _known(file: Path) -> dict[str, Known]:
    with index.opened(file, writing=False) as connection:
        return index.known(connection)


def _forget(file: Path, paths: set[str]) -> None:
    with index.opened(file, writing=True) as connection:
        index.forget(connection, paths)


def _keep(file: Path, path: str, entry: Known, passages: list) -> None:
    with index.opened(file, writing=True) as connection:
        index.keep(connection, path, entry, passages)


def _keep_stamp(file: Path, path: str, entry: Known) -> None:
    with index.opened(file, writing=True) as connection:
        index.keep_stamp(connection, path, entry)


@asynccontextmanager
async def _alone(file: Path) -> AsyncIterator[None]:
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
