"""What a reader may not read does not exist: no passage of it, no count, no trace in a score."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tasks.documents.folders import DocumentFolder, Documents, Reader, Readers
from tasks.documents.search import Found, Search, search
from tasks.people import People, Person

PEOPLE = People(
    people={name: Person(id=name, name=name, email=f"{name}@x.example") for name in ("ann", "ben", "cleo")},
    groups={"finance": ("ann", "ben"), "board": ("cleo",)},
)
NAMES = ("alpha", "beta", "gamma", "delta")
TEXTS = {
    "alpha": "The limit of the travel budget is 100.\n\nHotels cost 50.",
    "beta": "The limit of the bank loan is 200.\n\nThe secret covenant is 35.",
    "gamma": "The limit of the lease is 300.\n\nThe travel desk books hotels.",
    "delta": "The limit of the insurance is 400.\n\nSecret travel of the board.",
}


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders on disk and a home, shared by all examples: who may read them is what differs."""
    from tasks.settings import settings as installation

    home = tmp_path_factory.mktemp("home")
    for name, text in TEXTS.items():
        (home / name).mkdir()
        (home / name / "paper.md").write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COUNTERSIGN_HOME", str(home))
        installation.cache_clear()
        yield home
    installation.cache_clear()


grants = st.builds(
    Readers,
    people=st.lists(st.sampled_from(["ann", "ben", "cleo"]), max_size=2, unique=True).map(tuple),
    groups=st.lists(st.sampled_from(["finance", "board"]), max_size=1).map(tuple),
    agents=st.lists(st.sampled_from(["narrator", "ann"]), max_size=2, unique=True).map(tuple),
)
readers = st.sampled_from(
    [Reader(kind="person", name=name) for name in ("ann", "ben", "cleo", "dora", "finance", "narrator")]
    + [Reader(kind="agent", name=name) for name in ("narrator", "ann", "steward")]
)
tenants = st.sampled_from(["default", "other"])
questions = st.lists(
    st.sampled_from(["limit", "travel", "secret", "loan", "hotel", "covenant", "board", "*", '"', "OR", "NEAR("]),
    min_size=1,
    max_size=4,
).map(" ".join)


def _named(folder: DocumentFolder, tenant: str, reader: Reader) -> bool:
    """Tell by hand whether the folder names the reader."""
    if folder.tenant != tenant:
        return False
    if reader.kind == "agent":
        return reader.name in folder.readers.agents
    in_a_group = any(reader.name in PEOPLE.groups[group] for group in folder.readers.groups)
    return reader.name in PEOPLE.people and (reader.name in folder.readers.people or in_a_group)


def _found(question: str, by: Search, documents: Documents) -> Found:
    return asyncio.run(search(question, by, documents, PEOPLE))


@given(st.lists(st.tuples(grants, tenants), min_size=4, max_size=4), readers, tenants, questions)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nobody_finds_a_passage_of_a_folder_that_does_not_name_them(
    shelves: Path, given: list[tuple[Readers, str]], reader: Reader, tenant: str, question: str
) -> None:
    folders = {
        name: DocumentFolder(path=Path(name), readers=granted, tenant=of)
        for name, (granted, of) in zip(NAMES, given, strict=True)
    }
    theirs = {name: folder for name, folder in folders.items() if _named(folder, tenant, reader)}
    result = _found(question, Search(tenant, reader), Documents(folders=folders))
    assert {passage.folder for passage in result.passages} <= theirs.keys()
    assert result == _found(question, Search(tenant, reader), Documents(folders=theirs))


def test_a_score_does_not_tell_how_common_a_word_is_in_what_is_hidden(shelves: Path) -> None:
    reader = Reader(kind="agent", name="narrator")
    folders = {name: DocumentFolder(path=Path(name), readers=Readers(agents=("narrator",))) for name in NAMES[:2]}
    hidden = {name: DocumentFolder(path=Path(name)) for name in NAMES[2:]}
    before = _found("secret limit", Search("default", reader), Documents(folders=folders))
    (shelves / "gamma" / "more.md").write_text("Secret limit. " * 50, encoding="utf-8")
    assert _found("secret limit", Search("default", reader), Documents(folders=folders | hidden)) == before
    everyone = {name: DocumentFolder(path=Path(name), readers=Readers(agents=("narrator",))) for name in NAMES}
    assert _found("secret limit", Search("default", reader), Documents(folders=everyone)) != before
    (shelves / "gamma" / "more.md").unlink()


def test_a_folder_names_nobody_by_default() -> None:
    folder = DocumentFolder(path=Path("alpha"))
    assert not any(
        folder.allows(Reader(kind=kind, name=name), PEOPLE) for kind in ("person", "agent") for name in PEOPLE.people
    )
