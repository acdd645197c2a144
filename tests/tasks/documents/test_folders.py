"""What a documents file may say, and how it is refused."""

from pathlib import Path

import pytest

from tasks.documents.folders import Documents, Reader, documents_and_people
from tasks.people import People, Person
from tasks.yaml_file import FileRefused

PEOPLE = People(people={"ann": Person(id="ann", name="Ann", email="ann@x.example")}, groups={"finance": ("ann",)})


def _loaded(tmp_path: Path, text: str) -> Documents:
    file = tmp_path / "documents.yaml"
    file.write_text(text, encoding="utf-8")
    return Documents.load(file, PEOPLE)


def test_a_documents_file_names_folders_and_who_may_read_them(tmp_path: Path) -> None:
    documents = _loaded(
        tmp_path,
        "folders:\n  policies:\n    path: /srv/policies\n"
        "    readers: {people: [ann], groups: [finance], agents: [narrator]}\nsynonyms:\n  - [DO-300, oxygen probe]\n",
    )
    assert documents.folders["policies"].path == Path("/srv/policies")
    assert list(documents.of("default", Reader(kind="agent", name="narrator"), PEOPLE)) == ["policies"]
    assert documents.of("other", Reader(kind="agent", name="narrator"), PEOPLE) == {}
    assert documents.of("default", Reader(kind="person", name="narrator"), PEOPLE) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("folders: {a: {path: x, readers: {people: [bob]}}}", "folder 'a' names the person 'bob'"),
        ("folders: {a: {path: x, readers: {groups: [board]}}}", "folder 'a' names the group 'board'"),
        ("folders: {a: {path: x, reader: [ann]}}", "folders.a.reader: this name is not known"),
        ("folders: {a: {readers: {}}}", "folders.a.path"),
        ("folders: {../a: {path: x}}", "folders"),
        ("folders: {a: {path: x}, a: {path: y}}", "'a' stands twice"),
        ("folders: {a: {path: x, tenant: ../../etc}}", "folders.a.tenant"),
    ],
)
def test_a_documents_file_that_is_not_in_order_is_refused_with_the_place(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(FileRefused) as refused:
        _loaded(tmp_path, text)
    assert told in str(refused.value)


def test_without_a_documents_file_there_is_nothing_to_search(home: Path) -> None:
    documents, people = documents_and_people()
    assert (documents.folders, people.people) == ({}, {})
