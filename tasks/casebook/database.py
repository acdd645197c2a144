"""The connection to the casebook: SQLite embedded, PostgreSQL in earnest, and its migrations."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from tasks.casebook.tables import now
from tasks.settings import settings


class CasebookAway(ConnectionError):
    """The casebook's database does not answer; nothing was changed."""


@dataclass(frozen=True)
class _Database:
    """One event loop's way to one casebook."""

    engine: AsyncEngine
    turn: AbstractAsyncContextManager[Any]
    """Held while writing. SQLite lets one writer in and has the others poll for its lock, where the last of a thousand
    starve: within a process they queue here.
    """


_databases: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, _Database]] = WeakKeyDictionary()


def _database() -> _Database:
    """Return the event loop's way to the casebook of this process's settings."""
    url = settings().casebook_url
    of_loop = _databases.setdefault(asyncio.get_running_loop(), {})
    if url not in of_loop:
        of_loop[url] = (
            _Database(_sqlite(url), asyncio.Lock())
            if make_url(url).get_backend_name() == "sqlite"
            else _Database(create_async_engine(url, pool_pre_ping=True), nullcontext())
        )
    return of_loop[url]


def _sqlite(url: str) -> AsyncEngine:
    Path(make_url(url).database or "").parent.mkdir(parents=True, exist_ok=True)
    # Opening a connection takes longer than most statements, so a few stay open until the loop's `dispose`.
    made = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=4,
        max_overflow=0,
        pool_timeout=120,
        connect_args={"timeout": 20},
    )

    @event.listens_for(made.sync_engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # or the driver begins transactions behind our back
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(made.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        # A deferred transaction that later writes fails at once when another one wrote meanwhile.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")  # it outlasts the transaction
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


@asynccontextmanager
async def reading() -> AsyncIterator[AsyncConnection]:
    """Give a connection whose statements see one state of the casebook, and change nothing."""
    async with _connected(_database().engine) as connection:
        if connection.dialect.name == "postgresql":  # where each statement would otherwise see what is newest by then
            await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        async with connection.begin():
            yield connection


@asynccontextmanager
async def writing() -> AsyncIterator[AsyncConnection]:
    """Give a connection whose statements are committed together, or not at all."""
    database = _database()
    async with database.turn, _connected(database.engine) as connection:
        await connection.execution_options(writes=True)
        async with connection.begin():
            yield connection


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Give a connection; raise `CasebookAway` where the database takes none, in whatever way its driver says so."""
    try:
        connection = await engine.connect()
    except Exception as error:  # drivers raise errors of their own here, which SQLAlchemy does not translate
        where = engine.url.render_as_string(hide_password=True)
        why = getattr(error, "orig", error)
        raise CasebookAway(f"The casebook at {where} does not answer ({why}): is its database up?") from error
    try:
        yield connection
    finally:
        await connection.close()


async def database_now() -> datetime:
    """Return the database's time."""
    async with reading() as connection:
        return (await connection.execute(select(now()))).scalar_one()


async def dispose() -> None:
    """Close the event loop's connections to the casebook."""
    for database in _databases.pop(asyncio.get_running_loop(), {}).values():
        await database.engine.dispose()


async def migrate(revision: str = "head") -> None:
    """Bring the casebook's tables to `revision`; nothing happens where they are there already."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))

    def run(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with writing() as connection:
        await connection.run_sync(run)
