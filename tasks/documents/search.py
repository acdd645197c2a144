"""Search the folders that a reader may read, as if there were no others."""

import asyncio
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from pydantic import BaseModel

from agents.vocabulary.thesaurus import with_synonyms
from tasks.documents import index, lookup
from tasks.documents.folders import DocumentFolder, Documents, Reader
from tasks.documents.question import SHORTEST_PART, Question, part, read_question
from tasks.documents.ranking import Hits, ranked
from tasks.documents.refresh import refresh
from tasks.documents.walking import FolderAway
from tasks.people import People
from tasks.settings import settings

MOST = 20
"""Passages that one search gives."""


class FoundPassage(BaseModel, frozen=True):
    """A passage that answers a question: words of its document, not of ours."""

    id: str
    folder: str
    document: str
    """Path in its folder."""
    sha256: str
    """Of the document as it was read."""
    page: int | None
    heading: tuple[str, ...]
    start: int
    end: int
    text: str
    score: float


class Found(BaseModel, frozen=True):
    """What a search gives, best first."""

    passages: tuple[FoundPassage, ...]
    away: tuple[str, ...] = ()
    """Folders that could not be looked into now, and were not searched."""


@dataclass(frozen=True)
class Search:
    """Who searches where."""

    tenant: str
    reader: Reader
    limit: int = 5


def index_file(name: str, folder: DocumentFolder) -> Path:
    """Return where the index of a folder lies."""
    return settings().documents_indexes / folder.tenant / f"{name}.db"


async def search(question: str, by: Search, documents: Documents, people: People) -> Found:
    """Return the passages that answer the question best, from folders that are brought up to date first."""
    folders = documents.of(by.tenant, by.reader, people)
    away = [name for name, folder in folders.items() if not await _is_renewed(name, folder)]
    files = {name: index_file(name, folder) for name, folder in folders.items() if name not in away}
    asked = read_question(question, with_synonyms(documents.synonyms))
    limit = max(1, min(by.limit, MOST))
    found = await asyncio.to_thread(_best, asked, files, limit)
    passages = (FoundPassage(**row, folder=name) for name, row in found)
    return Found(passages=tuple(passages), away=tuple(away))


async def _is_renewed(name: str, folder: DocumentFolder) -> bool:
    try:
        await refresh(index_file(name, folder), settings().home / folder.path)
    except FolderAway:
        return False
    return True


def _best(asked: Question, files: dict[str, Path], limit: int) -> list[tuple[str, dict[str, Any]]]:
    with ExitStack() as stack:  # one transaction in each index, so that a passage is still the one that was found
        indexes = {name: stack.enter_context(index.opened(file, writing=False)) for name, file in files.items()}
        whose = {name: lookup.documents(connection) for name, connection in indexes.items()}
        hits = [hit for name, connection in indexes.items() for hit in _hits(asked, name, connection, len(whose[name]))]
        order = ranked(hits, sum(map(len, whose.values())), lambda key: (key[0], whose[key[0]][key[1]]))
        last = order[limit - 1][1] if len(order) >= limit else 0
        rows = [
            (score, name, lookup.passage(indexes[name], number)) for (name, number), score in order if score >= last
        ]
    rows.sort(key=lambda found: (-found[0], found[1], found[2]["document"], found[2]["start"]))
    return [(name, {**row, "score": round(score, 4)}) for score, name, row in rows[:limit]]


def _hits(asked: Question, name: str, connection: Connection, count: int) -> list[Hits[tuple[str, int]]]:
    spellings = list(asked.spellings)
    for number, word in asked.parted:
        spellings += [part(number, term) for term in lookup.compounds(connection, word, SHORTEST_PART)]
    return [
        Hits(spelling.word, spelling.weight, count, {(name, key): score for key, score in found.items()})
        for spelling in spellings
        if (found := lookup.matches(connection, spelling.query))
    ]
