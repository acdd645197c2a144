"""An index follows its folder: what is new, changed or gone shows in the next search."""

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tasks.documents import index
from tasks.documents.readers import UnreadableDocument
from tasks.documents.reading import ReaderProcess
from tasks.documents.refresh import Refreshed
from tests.tasks.documents.shelf import SAMPLE, found, refreshed, shelf, texts

PAST = 1_700_000_000


@pytest.fixture
def folder(home: Path) -> Path:
    """An empty folder of documents."""
    folder = home / "papers"
    folder.mkdir()
    return folder


def put(file: Path, text: str, *, at: int = PAST) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    os.utime(file, (at, at))


def test_only_what_changed_is_read_again(home: Path, folder: Path) -> None:
    put(folder / "a.md", "# Terms\n\nThe warranty lasts 24 months.")
    put(folder / "inner" / "b.md", "Parking is free.")
    assert refreshed(home, folder) == Refreshed(2, 0, {})
    assert refreshed(home, folder) == Refreshed(0, 0, {})
    put(folder / "a.md", "# Terms\n\nThe warranty lasts 36 months.", at=PAST + 10)
    assert refreshed(home, folder) == Refreshed(1, 0, {})
    [passage] = found("How long is the warranty?", shelf(folder)).passages
    assert (passage.text, passage.document) == ("The warranty lasts 36 months.", "a.md")


def test_what_went_away_or_took_another_name_is_found_no_more(home: Path, folder: Path) -> None:
    put(folder / "a.md", "The warranty lasts 24 months.")
    put(folder / "b.md", "Parking is free.")
    assert texts(found("warranty", shelf(folder))) == ["The warranty lasts 24 months."]
    (folder / "a.md").rename(folder / "c.md")
    (folder / "b.md").unlink()
    [passage] = found("warranty", shelf(folder)).passages
    assert passage.document == "c.md"
    assert texts(found("parking", shelf(folder))) == []


def test_a_change_in_the_same_moment_and_of_the_same_length_is_seen(home: Path, folder: Path) -> None:
    file = folder / "a.md"
    file.write_text("The limit is 111.", encoding="utf-8")
    status = file.stat()
    assert texts(found("limit", shelf(folder))) == ["The limit is 111."]
    file.write_text("The limit is 222.", encoding="utf-8")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert texts(found("limit", shelf(folder))) == ["The limit is 222."]


def test_a_copy_of_the_same_length_that_keeps_the_time_of_its_source_is_seen(home: Path, folder: Path) -> None:
    put(folder / "a.md", "The limit is EUR 100.")
    for _ in range(2):  # at the second time it is long enough ago to be settled
        assert texts(found("limit", shelf(folder))) == ["The limit is EUR 100."]
    put(folder / "a.md", "The limit is EUR 900.")
    assert texts(found("limit", shelf(folder))) == ["The limit is EUR 900."]
    put(folder / "b.txt", "The limit is EUR 500.")
    (folder / "b.txt").rename(folder / "a.md")
    assert texts(found("limit", shelf(folder))) == ["The limit is EUR 500."]


def test_a_document_that_vanishes_while_the_folder_is_listed_leaves_the_rest(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "a.md", "The limit is 111.")
    put(folder / "b.md", "The limit is 222.")
    stat = os.stat

    def late(path: Any, **more: Any) -> os.stat_result:
        if path == "b.md":
            (folder / "b.md").unlink(missing_ok=True)
        return stat(path, **more)

    monkeypatch.setattr(os, "stat", late)
    assert texts(found("limit", shelf(folder))) == ["The limit is 111."]


def test_a_touched_document_is_not_read_again(home: Path, folder: Path) -> None:
    put(folder / "a.md", "The limit is 111.")
    refreshed(home, folder)
    os.utime(folder / "a.md", (PAST + 99, PAST + 99))
    assert refreshed(home, folder) == Refreshed(0, 0, {})


def test_a_damaged_document_is_named_and_leaves_the_rest(home: Path, folder: Path) -> None:
    shutil.copy(SAMPLE / "loan-agreement.pdf", folder / "loan.pdf")
    (folder / "torn.pdf").write_bytes((SAMPLE / "lease-production-hall.pdf").read_bytes()[:9_000])
    (folder / "torn.docx").write_bytes((SAMPLE / "travel-policy.docx").read_bytes()[:9_000])
    refreshed(home, folder)
    assert found("interest rate of the loan", shelf(folder)).passages[0].document == "loan.pdf"
    with index.opened(home / "documents" / "default" / "papers.db", writing=False) as connection:
        problems = index.problems(connection)
    assert set(problems) >= {"torn.docx"}
    assert "no Word document" in problems["torn.docx"]


def test_links_devices_and_what_is_too_large_are_passed_over(
    home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(home / "secret.md", "The secret is 42.")
    (folder / "link.md").symlink_to(home / "secret.md")
    put(home / "elsewhere" / "c.md", "The secret is 43.")
    (folder / "inner").symlink_to(home / "elsewhere", target_is_directory=True)
    os.mkfifo(folder / "pipe.md")
    put(folder / ".hidden.md", "The secret is 44.")
    put(folder / "large.md", "The secret is 45. " * 10)
    monkeypatch.setattr("tasks.documents.walking.LARGEST", 100)
    done = refreshed(home, folder)
    assert done.passed_over.keys() == {"link.md", "pipe.md"}
    assert texts(found("secret", shelf(folder))) == []
    with index.opened(home / "documents" / "default" / "papers.db", writing=False) as connection:
        assert "at most 100 are read" in index.problems(connection)["large.md"]


def test_a_folder_that_is_away_is_said_and_the_others_are_searched(home: Path, folder: Path) -> None:
    put(folder / "a.md", "The limit is 111.")
    other = home / "share"
    put(other / "b.md", "The limit is 222.")
    documents = shelf(folder, other)
    assert len(found("limit", documents).passages) == 2
    other.rename(home / "unmounted")
    result = found("limit", documents)
    assert (texts(result), result.away) == (["The limit is 111."], ("share",))
    (home / "unmounted").rename(other)
    assert len(found("limit", documents).passages) == 2


def test_a_damaged_index_is_made_anew(home: Path, folder: Path) -> None:
    put(folder / "a.md", "The limit is 111.")
    assert texts(found("limit", shelf(folder))) == ["The limit is 111."]
    file = home / "documents" / "default" / "papers.db"
    file.write_bytes(b"no database at all " * 500)
    assert texts(found("limit", shelf(folder))) == ["The limit is 111."]


def test_processes_that_index_at_once_leave_one_whole_index(home: Path, folder: Path) -> None:
    for number in range(30):
        put(
            folder / f"{number}.md",
            f"# Paper {number}\n\nThe limit of matter{number} is {number}.\n\n" + "Filler. " * 200,
        )
    script = (
        "import asyncio, sys; from pathlib import Path; from tasks.documents.refresh import refresh;"
        "done = asyncio.run(refresh(Path(sys.argv[1]), Path(sys.argv[2]))); print(done.read)"
    )
    file = home / "documents" / "default" / "papers.db"
    running = [
        subprocess.Popen([sys.executable, "-c", script, file, folder], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    read = [int(process.communicate(timeout=120)[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(read) == 30  # each document by one of them
    with index.opened(file, writing=False) as connection:
        assert index.standing(connection).documents == 30
        numbers = {row[0] for row in connection.execute("SELECT number FROM passages")}
        assert numbers == {row[0] for row in connection.execute("SELECT rowid FROM words")}
        assert len(numbers) == len({row[0] for row in connection.execute("SELECT id FROM passages")})


def test_a_search_while_another_process_indexes_sees_whole_documents(home: Path, folder: Path) -> None:
    put(folder / "a.md", "The limit is 111.")
    documents = shelf(folder)
    for _ in range(2):  # at the second time it is long enough ago to be settled
        found("limit", documents)
    file = home / "documents" / "default" / "papers.db"
    with index.opened(file, writing=True) as connection:
        index.forget(connection, ["a.md"])
        assert texts(found("limit", documents)) == ["The limit is 111."]


def test_a_reader_that_hangs_or_dies_is_ended_and_the_next_document_is_read() -> None:
    async def story() -> None:
        async with ReaderProcess(seconds=20) as process:
            assert [block.text for block in await process.blocks("markdown", b"one")] == ["one"]
            assert process._process
            process._process.kill()
            with pytest.raises(UnreadableDocument, match="ended the process"):
                await process.blocks("markdown", b"two")
            assert [block.text for block in await process.blocks("markdown", b"three")] == ["three"]
            process._seconds = 0.001
            with pytest.raises(UnreadableDocument, match="takes longer than"):
                await process.blocks("markdown", b"four " * 1_000_000)
            process._seconds = 20
            assert [block.text for block in await process.blocks("markdown", b"five")] == ["five"]

    asyncio.run(story())
