"""Sources of tools, added and removed while the system runs: a tool of a source exists as long as the source does."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from tasks.casebook.audit import record, serialise
from tasks.casebook.database import reading, writing
from tasks.casebook.tables import kept_results, now, tool_grants, tool_schemas, tool_sources
from tasks.casebook.words import Word, WordRefused
from tasks.redaction import redacted
from tasks.settings import settings

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


class SourceRefused(ValueError):
    """A source that cannot be added or removed as it was asked for."""


@dataclass(frozen=True)
class Source:
    """Where some of a tenant's tools come from; they are named "<name>.<tool>"."""

    id: UUID
    """Another one whenever it is added anew: what is kept about a source is kept under it."""
    tenant: str
    name: str
    kind: str
    config: Mapping[str, Any]
    """What the kind needs to know, without keys: those lie in a block that it names."""
    person: str = ""
    added_at: datetime | None = None


def proposed(name: str, kind: str, config: Mapping[str, Any]) -> Source:
    """Return a source that nobody has added yet; raise `SourceRefused` for a name or a configuration that cannot be."""
    if not NAME.fullmatch(name):
        raise SourceRefused(
            f"'{name}' is no name for a source: up to 40 small letters, digits and hyphens, a letter first."
        )
    text = json.dumps(config, ensure_ascii=False)
    if "[key]" in redacted(text):
        raise SourceRefused(
            f"The configuration of '{name}' holds what looks like a key, and everybody who reads the casebook reads "
            "it: put the key into a block and name the block here."
        )
    return Source(uuid4(), settings().tenant, name, kind, config)


def read_config(text: str) -> dict[str, Any]:
    """Return a source's configuration as it was typed; raise `SourceRefused` for what is no JSON object."""
    try:
        config = json.loads(text)
    except ValueError as error:
        raise SourceRefused(f"The configuration is no JSON ({error}).") from error
    if not isinstance(config, dict):
        raise SourceRefused('The configuration is no JSON object: write it like {"hosts": ["rates.example"]}.')
    return config


async def check_word(name: str, word: Word) -> None:
    """Raise `WordRefused`, audited, for somebody who may not add sources."""
    async with writing() as connection:
        why_not = await word.refusal(connection, None)
        if why_not:
            subject = f"tool source:{name}"
            await record(connection, word.actor, "word refused", subject, what="add", why=why_not, **word.told)
    if why_not:
        raise WordRefused(why_not)


async def add(source: Source, word: Word) -> None:
    """Add a source to the tenant's; the next call finds its tools, and none may use them until they are granted.

    Raise `SourceRefused` where the name is taken and `WordRefused` for a person whom no policy names; both audited.
    """
    subject = f"tool source:{source.name}"
    async with writing() as connection:
        await serialise(connection)  # of two people who add the same name one comes second
        why_not = await word.refusal(connection, None)
        taken = (await connection.execute(_live(source.name))).first() is not None
        if why_not or taken:
            why = why_not or "the name is taken"
            await record(connection, word.actor, "word refused", subject, what="add", why=why, **word.told)
        else:
            said = {"kind": source.kind, "config": json.dumps(source.config, sort_keys=True, ensure_ascii=False)}
            row = {"id": source.id, "tenant": source.tenant, "name": source.name, "added_at": now(), **said}
            await connection.execute(insert(tool_sources).values(**row, person=word.person, comment=word.comment))
            await record(connection, word.actor, "tool source added", subject, **said, **word.told)
    if why_not:
        raise WordRefused(why_not)
    if taken:
        raise SourceRefused(f"There is a source '{source.name}': remove it first, or give this one another name.")


async def remove(name: str, word: Word) -> None:
    """Remove a source: its tools are gone at the next call, and so are their grants, accepted schemas and kept results.

    Raise `SourceRefused` where there is none and `WordRefused` for a person whom no policy names, audited.
    """
    subject = f"tool source:{name}"
    async with writing() as connection:
        why_not = await word.refusal(connection, None)
        if why_not:
            await record(connection, word.actor, "word refused", subject, what="remove", why=why_not, **word.told)
        else:
            ended = await connection.execute(
                update(tool_sources).where(*_where(name)).values(removed_at=now()).returning(tool_sources.c.id)
            )
            if ended.first() is None:
                raise SourceRefused(f"There is no source '{name}': `countersign tools` lists them.")
            await _forget_tools(connection, name)
            await record(connection, word.actor, "tool source removed", subject, **word.told)
    if why_not:
        raise WordRefused(why_not)


async def _forget_tools(connection: AsyncConnection, source: str) -> None:
    """End the grants of a source's tools and what is kept of their results, so that none holds for another source that
    takes the name later.
    """
    for table in (tool_grants, tool_schemas, kept_results):
        mine = (table.c.tenant == settings().tenant, table.c.tool.startswith(f"{source}.", autoescape=True))
        await connection.execute(delete(table).where(*mine))


async def listing() -> list[Source]:
    """Return the tenant's sources by name."""
    async with reading() as connection:
        rows = await connection.execute(_live(None).order_by(tool_sources.c.name))
        return [_source(row) for row in rows]


async def source(name: str) -> Source | None:
    """Return the tenant's source of this name as it stands now, None where there is none."""
    async with reading() as connection:
        row = (await connection.execute(_live(name))).first()
    return None if row is None else _source(row)


def _where(name: str | None) -> tuple[Any, ...]:
    mine = (tool_sources.c.tenant == settings().tenant, tool_sources.c.removed_at.is_(None))
    return mine if name is None else (*mine, tool_sources.c.name == name)


def _live(name: str | None) -> Select[Any]:
    return select(tool_sources).where(*_where(name))


def _source(row: Row[Any]) -> Source:
    return Source(row.id, row.tenant, row.name, row.kind, json.loads(row.config), row.person, row.added_at)
