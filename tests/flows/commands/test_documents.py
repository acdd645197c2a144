"""`countersign documents`: what an operator sees of the folders, and a reader of their passages."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.commands.terminal import typed
from tests.tasks.documents.shelf import SAMPLE

FILE = """
folders:
  policies: {path: policies, readers: {people: [ada], agents: [planner]}}
  board: {path: board, readers: {groups: [cfo]}}
  share: {path: not-mounted}
"""


@pytest.fixture
def installation(home: Path, rules: None) -> Path:
    """An embedded home with two folders of documents and one that is away."""
    (home / "embedded.json").write_text("{}", encoding="utf-8")
    (home / "documents.yaml").write_text(FILE, encoding="utf-8")
    for name, document in {"policies": "travel-policy.docx", "board": "board-minutes-2026-05-08.html"}.items():
        (home / name).mkdir()
        shutil.copy(SAMPLE / document, home / name)
    (home / "policies" / "torn.docx").write_bytes(b"PK torn")
    return home


def test_the_list_says_who_reads_what_was_read_and_what_could_not_be(installation: Path) -> None:
    told = typed("countersign documents read", fails=True)
    assert "policies             2 documents read, 0 forgotten" in told
    assert "share: " in told
    assert "not-mounted is no folder that can be read: mount it" in told
    told = typed("countersign documents")
    assert "read by ada, agent planner" in told
    assert "2 documents, 8 passages, last read 20" in told
    assert "not read: torn.docx: it is no Word document" in told
    assert "read by nobody: name readers in the documents file" in told


@pytest.mark.parametrize("place", ["the beginning", "the middle"])
def test_a_damaged_index_is_named_and_reading_makes_it_anew(installation: Path, place: str) -> None:
    typed("countersign documents read", fails=True)
    index = installation / "documents" / "default" / "policies.db"
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = index.read_bytes()
    at = 0 if place == "the beginning" else 4096
    index.write_bytes(content[:at] + b"\xff" * (len(content) - at))
    told = " ".join(typed("countersign documents").split())
    assert "not read: what was read of it cannot be used (" in told
    assert "): `countersign documents read` makes it anew" in told
    assert "policies             2 documents read, 0 forgotten" in typed("countersign documents read", fails=True)
    assert "2 documents, 8 passages, last read 20" in typed("countersign documents")


def test_a_reader_finds_passages_of_their_own_folders_only(installation: Path) -> None:
    told = typed('countersign documents search "How much may a hotel cost?" --as ada')
    assert "policies/travel-policy.docx  Travel and expenses policy > Hotels" in told
    assert "A night may cost up to EUR 160" in told
    assert "board/" not in typed('countersign documents search "Which dividend did the board resolve?" --as ada')


def test_a_search_wants_to_know_who_asks(installation: Path) -> None:
    assert "Say who you are: --as NAME" in typed("countersign documents search rent", fails=True)
    assert "There is no person 'mallory'" in typed("countersign documents search rent --as mallory", fails=True)
    (installation / "embedded.json").unlink()
    assert "set COUNTERSIGN_TOKEN" in typed("countersign documents search rent --as ada", fails=True)


def test_a_folder_that_is_declared_no_more_is_forgotten(installation: Path) -> None:
    typed("countersign documents read", fails=True)
    index = installation / "documents" / "default"
    assert sorted(file.name for file in index.glob("*.db")) == ["board.db", "policies.db"]
    (installation / "documents.yaml").write_text("folders: {board: {path: board}}", encoding="utf-8")
    assert "policies             is not in the documents file any more" in typed("countersign documents read")
    assert sorted(file.name for file in index.iterdir() if "policies" in file.name) == []


def test_without_a_documents_file_the_list_says_where_it_belongs(home: Path) -> None:
    assert f"no folder of documents: {home}/documents.yaml names them" in typed("countersign documents")
