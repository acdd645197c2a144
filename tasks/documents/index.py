"""What was read of one folder's documents: a SQLite file with a full-text index, shared by all processes."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

from agents.vocabulary.languages import german_stem, is_german, words
from tasks.documents.passages import Passage
from tasks.documents.walking import Stamp

VERSION = 2
"""Raised with every change to what readers, cutting or columns give: then all is read again."""
_WAIT = 30
_TABLES = """
CREATE TABLE documents (
    path TEXT PRIMARY KEY, size INTEGER, mtime_ns INTEGER, ctime_ns INTEGER, inode INTEGER, settled INTEGER,
    sha256 TEXT, read_at TEXT, problem TEXT
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY, id TEXT, path TEXT, page INTEGER, heading TEXT, start INTEGER, stop INTEGER, text TEXT
);
CREATE INDEX passages_of_a_document ON passages (path);
CREATE VIRTUAL TABLE words USING fts5 (name, heading, body, german, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""


@dataclass(frozen=True, slots=True)
class Known:
    """A document as it was read last."""

    stamp: Stamp
    settled: bool
    """Whether it was old enough when it was read that a later change has another stamp."""
    sha256: str
    read_at: str
    problem: str


@contextmanager
def opened(path: Path, *, writing: bool) -> Iterator[sqlite3.Connection]:
    """Give a connection in one transaction, the tables made; what it wrote is kept unless an error ends it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _make_tables(connection)
        connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
        yield connection
        connection.execute("COMMIT")


def _make_tables(connection: sqlite3.Connection) -> None:
    if _version(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    if _version(connection) != VERSION:  # unless another process was faster
        for table in ("documents", "passages", "vocabulary", "words"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in filter(str.strip, _TABLES.split(";\n")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("PRAGMA user_version").fetchone()[0]


def known(connection: sqlite3.Connection) -> dict[str, Known]:
    """Return what is known of each document, by path."""
    rows = connection.execute(
        "SELECT path, size, mtime_ns, ctime_ns, inode, settled, sha256, read_at, problem FROM documents"
    )
    return {row[0]: Known(Stamp(*row[1:5]), bool(row[5]), *row[6:]) for row in rows}


def forget(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Take documents and all their passages out."""
    for path in paths:
        connection.execute("DELETE FROM words WHERE rowid IN (SELECT number FROM passages WHERE path = ?)", (path,))
        connection.execute("DELETE FROM passages WHERE path = ?", (path,))
        connection.execute("DELETE FROM documents WHERE path = ?", (path,))


def keep(connection: sqlite3.Connection, path: str, entry: Known, passages: Iterable[Passage]) -> None:
    """Put a document with its passages in the place of what was known of it."""
    forget(connection, [path])
    keep_stamp(connection, path, entry)
    for passage in passages:
        place = (passage.id, path, passage.page, json.dumps(passage.heading), passage.start, passage.end, passage.text)
        number = connection.execute(
            "INSERT INTO passages (id, path, page, heading, start, stop, text) VALUES (?, ?, ?, ?, ?, ?, ?)", place
        ).lastrowid
        heading = " ".join(passage.heading)
        whole = f"{heading} {passage.text}"
        stems = " ".join(map(german_stem, words(whole))) if is_german(whole) else ""
        connection.execute(
            "INSERT INTO words (rowid, name, heading, body, german) VALUES (?, ?, ?, ?, ?)",
            (number, *(" ".join(words(part)) for part in (path.rpartition(".")[0], heading, passage.text)), stems),
        )


def keep_stamp(connection: sqlite3.Connection, path: str, entry: Known) -> None:
    """Keep what is known of a document, its passages as they are."""
    stamp = entry.stamp
    connection.execute(
        "INSERT OR REPLACE INTO documents (path, size, mtime_ns, ctime_ns, inode, settled, sha256, read_at, problem) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (path, *astuple(stamp), entry.settled, entry.sha256, entry.read_at, entry.problem),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What an index holds."""

    documents: int
    passages: int
    read_at: str
    """When a document was read last, in UTC; "" where none was."""


def standing(connection: sqlite3.Connection) -> Standing:
    """Return what the index holds."""
    documents, read_at = connection.execute("SELECT count(*), coalesce(max(read_at), '') FROM documents").fetchone()
    return Standing(documents, connection.execute("SELECT count(*) FROM passages").fetchone()[0], read_at)


def problems(connection: sqlite3.Connection) -> dict[str, str]:
    """Return why documents could not be read, by path."""
    return dict(connection.execute("SELECT path, problem FROM documents WHERE problem <> '' ORDER BY path").fetchall())


def refuse_damaged(connection: sqlite3.Connection) -> None:
    """Raise `sqlite3.DatabaseError` for an index that is damaged anywhere; it takes as long as reading it all."""
    [found] = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise sqlite3.DatabaseError(found)


def clock() -> str:
    """Return the time of reading, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
