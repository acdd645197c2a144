import asyncio
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from blocks.books_database import BooksDatabase


def database(driver: str = "sqlite+aiosqlite", **connection: Any) -> BooksDatabase:
    return BooksDatabase.model_validate({"connection_info": {"driver": driver, **connection}})


def run(books: BooksDatabase, statement: str) -> list[tuple[object, ...]]:
    async def conversation() -> list[tuple[object, ...]]:
        engine = books.engine()
        try:
            async with engine.begin() as connection:
                result = await connection.execute(text(statement))
                return [tuple(row) for row in result.all()]
        finally:
            await engine.dispose()
            while any("_connection_worker_thread" in thread.name for thread in threading.enumerate()):
                await asyncio.sleep(0.01)  # aiosqlite ends its thread after a failed connection has raised

    return asyncio.run(conversation())


@pytest.fixture
def books(tmp_path: Path) -> BooksDatabase:
    path = tmp_path / "the books #1, 100%?.db"  # each of these characters means something in an address
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE accounts (code TEXT)")
        connection.execute("INSERT INTO accounts VALUES ('1000')")
    connection.close()
    return database(database=str(path))


def test_the_books_are_read(books: BooksDatabase) -> None:
    assert run(books, "SELECT code FROM accounts") == [("1000",)]


@pytest.mark.parametrize("statement", ["INSERT INTO accounts VALUES ('2000')", "DROP TABLE accounts"])
def test_the_books_are_never_written(books: BooksDatabase, statement: str) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        run(books, statement)
    assert run(books, "SELECT count(*) FROM accounts") == [(1,)]


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DBAPIError, match="unable to open"):
        run(database(database=str(tmp_path / "none.db")), "SELECT 1")
    assert list(tmp_path.iterdir()) == []


def test_a_query_of_the_form_cannot_make_the_file_writable(books: BooksDatabase) -> None:
    writable = database(database=books.connection_info.database, query={"mode": "rwc", "uri": "false"})
    with pytest.raises(DBAPIError, match="readonly"):
        run(writable, "DELETE FROM accounts")


def test_the_books_on_postgresql_are_never_written(postgresql: str) -> None:
    server = make_url(postgresql)
    books = database(
        "postgresql+asyncpg", host=server.host, port=server.port, username=server.username, database="postgres"
    )
    assert run(books, "SHOW transaction_isolation") == [("repeatable read",)]
    with pytest.raises(DBAPIError, match="read-only transaction"):
        run(books, "CREATE TABLE accounts (code TEXT)")


def test_what_is_written_while_the_books_are_read_is_not_seen_by_half(books: BooksDatabase) -> None:
    writer = sqlite3.connect(str(books.connection_info.database), isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")

    async def reading() -> list[object]:
        engine, count = books.engine(), text("SELECT count(*) FROM accounts")
        async with engine.connect() as connection:
            before = (await connection.execute(count)).scalar_one()
            writer.execute("INSERT INTO accounts VALUES ('2000')")
            after = (await connection.execute(count)).scalar_one()
        await engine.dispose()
        return [before, after]

    assert asyncio.run(reading()) == [1, 1]
    writer.close()


def test_user_and_password_reach_the_address_and_nobody_else() -> None:
    books = database(
        "postgresql+asyncpg", host="db.example.com", port=5433, database="books", username="reader", password="s3cr3t"
    )
    address = books.engine().url
    assert address.render_as_string() == "postgresql+asyncpg://reader:***@db.example.com:5433/books"
    assert address.password == "s3cr3t"
    assert "s3cr3t" not in repr(books)


@pytest.mark.parametrize(
    ("connection", "mend"),
    [
        ({"driver": "mysql+aiomysql", "host": "db", "database": "books"}, "postgresql.asyncpg"),
        ({"driver": "postgresql+asyncpg", "database": "books"}, "write the name of the machine"),
        ({"driver": "postgresql+asyncpg", "host": "db"}, "write its name"),
        ({"driver": "sqlite+aiosqlite", "database": "books.db"}, "write the file's whole path"),
        ({"driver": "postgresql+asyncpg", "host": "db", "database": "books", "port": "x"}, "valid integer"),
    ],
)
def test_a_form_that_names_no_readable_database_is_refused_without_its_password(
    connection: dict[str, str], mend: str
) -> None:
    with pytest.raises(ValidationError, match=mend) as refused:
        database(**{**connection, "password": "s3cr3t"})
    assert "s3cr3t" not in str(refused.value)


def test_the_form_has_the_fields_of_prefects_own_and_keeps_the_password_secret() -> None:
    form = BooksDatabase.model_json_schema()
    fields = form["definitions"]["BooksConnection"]["properties"]
    assert {"driver", "host", "port", "database", "username", "password"} <= set(fields)
    assert form["secret_fields"] == ["connection_info.password"]
    assert all(field["description"].endswith(".") for field in [*fields.values(), *form["properties"].values()])
