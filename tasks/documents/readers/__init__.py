"""One reader for each format: bytes to blocks of text with their page and headings."""

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from tasks.documents.passages import Block

FORMATS = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "rows",
}
"""The reader of each kind of file, by the end of its name."""

Reader = Callable[[bytes], list[Block]]


class UnreadableDocument(ValueError):
    """A document that cannot be read as what its name says it is."""


def format_of(path: str) -> str | None:
    """Return the name of the reader of a file, None where there is none for it."""
    return FORMATS.get(PurePath(path).suffix.lower())


def reader_of(format: str) -> Reader:
    """Return the reader; its libraries are imported now."""
    return import_module(f"tasks.documents.readers.{format}").read


def decoded(content: bytes) -> str:
    """Return a text file's characters: UTF-8, or what Windows programs write where it is not."""
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableDocument("it is text in an unknown encoding: save it as UTF-8")
