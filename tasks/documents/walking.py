"""The documents that lie in a folder, and their bytes: no link is followed, nothing outside of it is reached."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from tasks.documents.readers import format_of
from tasks.folder import opened_inside

LARGEST = 25_000_000
"""Bytes of one document."""
MOST = 20_000
"""Documents of one folder."""
_PASSED_OVER = (".", "~$")
"""Beginnings of names that are no documents: hidden files, and the locks of Office programs."""


class FolderAway(OSError):
    """A folder of documents that cannot be looked into."""


class NoDocument(ValueError):
    """A file that is not read, for a reason that its bytes do not change."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """By what a changed file is noticed without reading it."""

    size: int
    mtime_ns: int
    ctime_ns: int = 0
    """A copy that keeps the time of its source (cp -p, rsync -t) has it from when it was written."""
    inode: int = 0

    @classmethod
    def of(cls, status: os.stat_result) -> "Stamp":
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder."""

    documents: dict[str, Stamp]
    """By path relative to the folder, with / between its parts."""
    passed_over: dict[str, str]
    """Why files with a document's name are not read."""


def listing(root: Path) -> Listing:
    """Return the documents in `root` and its inner folders; raise `FolderAway`."""
    if not root.is_dir():
        raise FolderAway(f"{root} is no folder that can be read: mount it, or correct its path in the documents file.")
    found, passed_over = dict[str, Stamp](), dict[str, str]()

    def closed(error: OSError) -> None:
        if Path(error.filename or root) == root:
            raise FolderAway(f"{root} cannot be read: {error.strerror}.") from error
        passed_over[_told(os.path.relpath(error.filename, root))] = f"this folder cannot be read: {error.strerror}"

    for place, folders, names, descriptor in os.fwalk(root, onerror=closed):
        folders[:] = sorted(name for name in folders if not name.startswith(_PASSED_OVER))
        for name in sorted(names):
            if name.startswith(_PASSED_OVER) or format_of(name) is None:
                continue
            path = Path(os.path.relpath(Path(place, name), root)).as_posix()
            why = _unfit(path)
            try:
                status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            except FileNotFoundError:
                continue  # it went away since the folder was listed
            if why or not stat.S_ISREG(status.st_mode):
                passed_over[_told(path)] = why or "it is no file but a link or a device: put the document itself here"
            else:
                found[path] = Stamp.of(status)
        if len(found) > MOST:
            raise FolderAway(f"{root} holds more than {MOST:,} documents: divide it into several folders.")
    return Listing(found, passed_over)


def content_of(root: Path, path: str) -> tuple[bytes, Stamp]:
    """Return the bytes of a document and the stamp they were read under.

    Raise `FileNotFoundError` where it went away, `NoDocument` where it is too large or no file, `OSError` otherwise.
    """
    *parts, name = path.split("/")
    with opened_inside(root, parts, create=False) as folder:
        # Without O_NONBLOCK a named pipe that took the file's place would hold us for ever.
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    with os.fdopen(opened, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise NoDocument("it is no file")
        if status.st_size > LARGEST:
            raise NoDocument(f"it has {status.st_size:,} bytes; at most {LARGEST:,} are read: cut it into parts")
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise NoDocument(f"it grew beyond {LARGEST:,} bytes while it was read: cut it into parts")
    return content, Stamp.of(status)


def _unfit(path: str) -> str | None:
    try:
        path.encode()
    except UnicodeEncodeError:
        return "its name is not UTF-8: rename it"
    return None if path.isprintable() else "its name holds signs that cannot be printed: rename it"


def _told(path: str) -> str:
    return path.encode(errors="replace").decode()
