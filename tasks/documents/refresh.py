"""Bring a folder's index up to date: only what is new or changed is read, what went away is forgotten."""

import asyncio
import time
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from tasks.documents import index
from tasks.documents.index import Known
from tasks.documents.index_file import alone, known, known_or_anew
from tasks.documents.passages import Passage, cut
from tasks.documents.readers import UnreadableDocument, format_of
from tasks.documents.reading import ReaderProcess
from tasks.documents.walking import Listing, NoDocument, Stamp, content_of, listing

_SETTLED_AFTER = 2_000_000_000
"""Nanoseconds: within the clock of some file systems (FAT: 2 s) a second change has the same stamp."""
_TICK = 20_000_000
"""Nanoseconds: within the clock of a system's marks of change (Linux: 10 ms at most) a second one has the same mark."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did."""

    read: int
    forgotten: int
    passed_over: dict[str, str]
    """Why files with a document's name are not read."""


async def refresh(file: Path, root: Path, *, thorough: bool = False) -> Refreshed:
    """Bring the index in `file` up to date with the folder `root`; raise `FolderAway`.

    An index that SQLite cannot read is made anew, and in a thorough refresh one of which any page is damaged. Each
    document is kept by itself as soon as it is read, so that one that is interrupted goes on where it was.
    """
    found = await asyncio.to_thread(listing, root)
    before = await known_or_anew(file, thorough=thorough)
    if not _differs(found, before):
        return Refreshed(0, 0, found.passed_over)
    async with alone(file), ReaderProcess() as process:
        before = await asyncio.to_thread(known, file)
        gone = before.keys() - found.documents.keys()
        await asyncio.to_thread(_forget, file, gone)
        read = 0
        for path, stamp in found.documents.items():
            if path not in before or _is_changed(stamp, before[path]):
                read += await _read(process, file, root, path, before.get(path))
    return Refreshed(read, len(gone), found.passed_over)


def _differs(found: Listing, before: dict[str, Known]) -> bool:
    return before.keys() != found.documents.keys() or any(
        _is_changed(stamp, before[path]) for path, stamp in found.documents.items()
    )


def _is_changed(stamp: Stamp, known: Known) -> bool:
    return not known.settled or known.stamp != stamp


async def _read(process: ReaderProcess, file: Path, root: Path, path: str, before: Known | None) -> int:
    """Keep one document as it is now; return 1 where its content was new, 0 where it is away or the same."""
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
    settled = started - stamp.mtime_ns > _SETTLED_AFTER and started - stamp.ctime_ns > _TICK
    entry = Known(stamp, settled, sha256(content).hexdigest(), index.clock(), "")
    if before and before.sha256 == entry.sha256:
        entry = replace(entry, read_at=before.read_at, problem=before.problem)
        await asyncio.to_thread(_keep_stamp, file, path, entry)
        return 0
    problem, passages = await _passages(process, path, content)
    await asyncio.to_thread(_keep, file, path, replace(entry, problem=problem), passages)
    return 1


async def _passages(process: ReaderProcess, path: str, content: bytes) -> tuple[str, list[Passage]]:
    """Return a document's passages, or why there are none."""
    try:
        blocks = await process.blocks(format_of(path) or "", content)
    except UnreadableDocument as error:
        return str(error), []
    return "", list(cut(path, blocks))


def _forget(file: Path, paths: set[str]) -> None:
    with index.opened(file, writing=True) as connection:
        index.forget(connection, paths)


def _keep(file: Path, path: str, entry: Known, passages: list[Passage]) -> None:
    with index.opened(file, writing=True) as connection:
        index.keep(connection, path, entry, passages)


def _keep_stamp(file: Path, path: str, entry: Known) -> None:
    with index.opened(file, writing=True) as connection:
        index.keep_stamp(connection, path, entry)
