"""How the folders of documents stand, for an operator: what was read of each, and what could not be."""

import asyncio
import sqlite3
from dataclasses import dataclass

from tasks.documents import index
from tasks.documents.folders import DocumentFolder
from tasks.documents.index import Standing
from tasks.documents.refresh import Refreshed, refresh
from tasks.documents.search import index_file
from tasks.documents.walking import FolderAway, listing
from tasks.settings import settings


@dataclass(frozen=True, slots=True)
class FolderState:
    """One folder as it stands."""

    standing: Standing
    problems: dict[str, str]
    """Why something is not read, by the path of the document, or "" for the folder itself."""


async def state_of(name: str, folder: DocumentFolder) -> FolderState:
    """Return how a folder stands, without reading any document."""
    return await asyncio.to_thread(_state, name, folder)


def _state(name: str, folder: DocumentFolder) -> FolderState:
    try:
        with index.opened(index_file(name, folder), writing=False) as connection:
            standing, problems = index.standing(connection), index.problems(connection)
    except sqlite3.DatabaseError as error:
        standing = Standing(0, 0, "")
        problems = {"": f"what was read of it cannot be used ({error}): `countersign documents read` makes it anew"}
    try:
        problems |= listing(settings().home / folder.path).passed_over
    except FolderAway as error:
        problems[""] = " ".join(filter(None, (problems.get(""), str(error))))
    return FolderState(standing, problems)


async def read_folder(name: str, folder: DocumentFolder) -> Refreshed:
    """Read what is new or changed in a folder now, and all of it where its index is damaged; raise `FolderAway`."""
    return await refresh(index_file(name, folder), settings().home / folder.path, thorough=True)


def forget_folders(tenant: str, declared: set[str]) -> list[str]:
    """Delete what was read of folders that the documents file does not name any more; return their names."""
    place = settings().documents_indexes / tenant
    gone = sorted({file.stem for file in place.glob("*.db")} - declared)
    for name in gone:
        for file in [*place.glob(f"{name}.db*"), place / f"{name}.lock"]:
            file.unlink(missing_ok=True)
    return gone
