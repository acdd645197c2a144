"""Files inside one folder: nothing is read or written outside of it, replaced, or seen half-written."""

import errno
import os
import re
import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

_PART = re.compile(r"[\w(][\w .,;()&+'-]*")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LINK_ON_THE_WAY = (errno.ELOOP, errno.ENOTDIR)


def _inside(path: str) -> str:
    """Refuse every path that could mean another place, here or on the reader's system."""
    for part in path.split("/"):
        if not _PART.fullmatch(part) or part != part.rstrip(" .") or len(part.encode()) > 200:
            raise ValueError(
                f"{path!r} is no path inside the folder: write names of letters, digits, blanks and "
                ".,;()&+'- with / between them, none beginning or ending with a dot or a blank"
            )
        if _RESERVED.fullmatch(part) or unicodedata.normalize("NFC", part) != part:
            raise ValueError(f"{path!r} holds the name {part!r}, which not every system can store: choose another")
    return path


InsidePath = Annotated[str, AfterValidator(_inside)]
"""A path relative to its folder, with / between its parts."""


class NameTaken(Exception):
    """Other content lies under the name already."""


def write_once(root: Path, path: str, content: bytes) -> None:
    """Write `content` under `path` in `root`, durably and at once, unless it lies there already.

    Raise `NameTaken` where other content lies there, and `OSError` where a symbolic link is on the way.
    """
    *parts, name = _inside(path).split("/")
    with opened_inside(root, parts, create=True) as folder:
        part = f".{secrets.token_hex(8)}.part"
        try:
            _write(folder, part, content)
            os.link(part, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
            os.fsync(folder)
        except FileExistsError:
            if _read(folder, name) != content:
                raise NameTaken(path) from None
        finally:
            with suppress(FileNotFoundError):
                os.unlink(part, dir_fd=folder)


def read_inside(root: Path, path: str) -> bytes | None:
    """Return what lies under `path` in `root`, or None; raise `OSError` for a symbolic link."""
    *parts, name = _inside(path).split("/")
    try:
        with opened_inside(root, parts, create=False) as folder:
            return _read(folder, name)
    except FileNotFoundError:
        return None


def in_words(error: OSError) -> str:
    """Say why a file could not be written, and the mend."""
    if error.errno in _LINK_ON_THE_WAY:
        return "a symbolic link or a file stands where a folder should be: remove it"
    return f"{error.strerror or error}: make room, or give this user the right to write there"


@contextmanager
def opened_inside(root: Path, parts: list[str], *, create: bool) -> Iterator[int]:
    """Give the inner folder's descriptor, found step by step so that no link leads away from `root`."""
    if create:
        root.mkdir(parents=True, exist_ok=True)
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o750, dir_fd=folder)
            inner = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def _write(folder: int, name: str, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(name, flags, 0o640, dir_fd=folder), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read(folder: int, name: str) -> bytes:
    with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=folder), "rb") as file:
        return file.read()
