"""The database that a company's books are read from."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self
from urllib.parse import quote

from prefect.blocks.core import Block
from prefect_sqlalchemy import ConnectionComponents
from pydantic import ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.ext.asyncio import AsyncEngine


class BooksConnection(ConnectionComponents):
    """Prefect's connection form, for the databases that books can be read from without blocking."""

    # A refused form must not repeat the password that was written into it.
    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True)

    driver: Literal["postgresql+asyncpg", "sqlite+aiosqlite"] = Field(  # pyright: ignore[reportIncompatibleVariableOverride]
        description="PostgreSQL, or an SQLite file that the worker sees."
    )

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not self.database:
            raise ValueError("There is no database: write its name, or for SQLite the path of its file")
        if self.driver == "sqlite+aiosqlite" and not PurePath(self.database).is_absolute():
            raise ValueError(f"'{self.database}' depends on where a worker was started: write the file's whole path")
        if self.driver == "postgresql+asyncpg" and not self.host:
            raise ValueError("There is no host: write the name of the machine that PostgreSQL runs on")
        return self


class BooksDatabase(Block):
    """A database with tables or views of the books contract; it is only read.

    Example:
        Outside a running loop it is `BooksDatabase.load("BLOCK_NAME")`.
        ```python
        from sqlalchemy import text

        from blocks.books_database import BooksDatabase

        engine = (await BooksDatabase.aload("BLOCK_NAME")).engine()
        async with engine.connect() as connection:
            accounts = await connection.execute(text("SELECT code, name FROM accounts"))
        await engine.dispose()
        ```
    """

    model_config = ConfigDict(hide_input_in_errors=True)

    _block_type_name = "Countersign Books Database"
    _block_type_slug = "countersign-books-database"

    connection_info: BooksConnection = Field(description="Where the database is and who reads it.")
    schema_name: str = Field(
        default="", description="Schema that holds the tables or views; empty for the one that its user sees first."
    )
    company: str = Field(default="", description="Name of the company or group, for the cover of reports.")
    currency: str = Field(
        default="",
        pattern=r"^([A-Z]{3})?$",
        description="ISO 4217 code of the books; empty where the tables say it.",
    )

    def engine(self) -> "AsyncEngine":
        """Return an engine whose connections refuse to write, and see in all tables the state of one moment; the
        caller disposes of it.
        """
        from sqlalchemy.ext.asyncio import create_async_engine

        address = self.connection_info.create_url()
        if self.connection_info.driver == "sqlite+aiosqlite":
            return _of_one_moment(create_async_engine(_read_only_file(address)))
        return create_async_engine(
            address,
            isolation_level="REPEATABLE READ",
            connect_args={"server_settings": {"default_transaction_read_only": "on"}},
        )


def _read_only_file(address: "URL") -> "URL":
    """Return the address by which SQLite opens the file for reading alone, and makes none where there is none."""
    file = address.set(database=f"file:{quote(address.database or '')}")
    return file.update_query_dict({"mode": "ro", "uri": "true"})


def _of_one_moment(engine: "AsyncEngine") -> "AsyncEngine":
    """Let transactions begin where SQLAlchemy begins them; the driver would begin none before a write."""
    from sqlalchemy import event

    @event.listens_for(engine.sync_engine, "connect")
    def _leave_transactions_alone(connection: Any, record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: "Connection") -> None:
        connection.exec_driver_sql("BEGIN")

    return engine
