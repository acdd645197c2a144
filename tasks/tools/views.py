"""The views of a case: its data contract as it was frozen, in a DuckDB file that queries open to read."""

import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from tasks.casebook.cases import Case
from tasks.settings import settings
from tasks.single_flight import single_flight
from tasks.tools.tool import ArgumentsRefused

KEPT = 4
"""Files that stay for the next query; they can be made again."""


@dataclass(frozen=True)
class Views:
    """What queries of a case may read, and nothing else."""

    database: Path
    """A DuckDB file with these views as its only tables."""
    columns: Mapping[str, Mapping[str, str]]
    """What each column of each view holds, for whoever writes a query."""


async def views_of(case: Case) -> Views:
    """Return the case's views; raise `ArgumentsRefused` where its process has none, or has not read them yet."""
    if not case.views:
        raise ArgumentsRefused(f"The process {case.process} has no views to query: its PROCESS names none.")
    module, _, name = case.views.partition(":")
    read: Callable[[Case], Awaitable[Views]] = getattr(import_module(module), name)
    return await read(case)


async def database_file(name: str, write: Callable[[Path], Awaitable[None]]) -> Path:
    """Return the file kept under `name` (a hash of what is in it), made by `write` where it is not there."""
    path = settings().home / "views" / settings().tenant / f"{name}.duckdb"
    if not path.exists():
        await single_flight(path, lambda: _make(path, write))
    path.touch()  # those used least are let go first
    return path


async def _make(path: Path, write: Callable[[Path], Awaitable[None]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{uuid4()}.draft")  # a file that another process opens is whole
    try:
        await write(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    for old in sorted(path.parent.glob("*.duckdb"), key=os.path.getmtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)
