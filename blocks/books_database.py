"""The database that a company's books are read from."""

from typing import TYPE_CHECKING, Any

from prefect.blocks.core import Block
from pydantic import Field, SecretStr, field_validator

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

_DRIVERS = {
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "sqlite": "sqlite+aiosqlite",
}
_READ_ONLY: dict[str, dict[str, Any]] = {
    "postgresql": {"server_settings": {"default_transaction_read_only": "on"}},
}


class BooksDatabase(Block):
    """A database with tables or views of the books contract; it is only read.

    Example:
        Outside a running loop it is `BooksDatabase.load("BLOCK_NAME")`.
        ```python
        from blocks.books_database import BooksDatabase

        database = await BooksDatabase.aload("BLOCK_NAME")
        async with database.engine().connect() as connection:
            accounts = await connection.run_sync(lambda sync: pandas.read_sql_table("accounts", sync))
        ```
    """

    _block_type_name = "Countersign Books Database"
    _block_type_slug = "countersign-books-database"

    url: SecretStr = Field(
        description="SQLAlchemy address with user and password, such as "
        "postgresql://reader:password@host/books or sqlite:////srv/books.db.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_known_database(cls, url: SecretStr) -> SecretStr:
        _address(url)
        return url

    def engine(self) -> "AsyncEngine":
        """Return an engine whose connections refuse to write; the caller disposes of it."""
        from sqlalchemy import event
        from sqlalchemy.ext.asyncio import create_async_engine

        address = _address(self.url)
        backend = address.get_backend_name()
        engine = create_async_engine(address, connect_args=_READ_ONLY.get(backend, {}))
        if backend == "sqlite":
            event.listen(engine.sync_engine, "connect", _refuse_writes)
        return engine


def _address(url: SecretStr) -> Any:
    """Return the address with a driver for async use; raise `ValueError` without repeating the password."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        address = make_url(url.get_secret_value())
    except ArgumentError:
        raise ValueError("The address is none: write dialect://user:password@host/database") from None
    address = address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))
    if address.drivername not in _DRIVERS.values():
        raise ValueError(f"'{address.drivername}' cannot be read: write a postgresql or an sqlite address")
    return address


def _refuse_writes(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")
