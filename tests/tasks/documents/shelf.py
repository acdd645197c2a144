"""A shelf of folders for tests: real files, an agent that may read them, and what a search gives."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

from tasks.documents.folders import DocumentFolder, Documents, Reader, Readers
from tasks.documents.refresh import Refreshed
from tasks.documents.search import Found, Search, search
from tasks.people import People

AGENT = Reader(kind="agent", name="archivist")
NOBODY = People(people={})
SAMPLE = Path(__file__).parents[3] / "flows" / "financial_reporting" / "sample" / "documents"


def shelf(*folders: Path) -> Documents:
    """Return a documents file that names the folders, each by its own name, and the agent as their reader."""
    readers = Readers(agents=(AGENT.name,))
    return Documents(folders={folder.name: DocumentFolder(path=folder, readers=readers) for folder in folders})


def found(question: str, documents: Documents, limit: int = 5) -> Found:
    """Return what the agent finds."""
    return asyncio.run(search(question, Search("default", AGENT, limit), documents, NOBODY))


def refreshed(home: Path, folder: Path) -> Refreshed:
    """Bring the folder's index up to date."""
    from tasks.documents.refresh import refresh

    return asyncio.run(refresh(home / "documents" / "default" / f"{folder.name}.db", folder))


def texts(result: Found) -> Iterable[str]:
    """Return the texts of the passages."""
    return [passage.text for passage in result.passages]
