import asyncio
import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from blocks.books_database import BooksDatabase


def run(database: BooksDatabase, statement: str) -> list[tuple[object, ...]]:
    async def conversation() -> list[tuple[object, ...]]:
        engine = database.engine()
        try:
            async with engine.begin() as connection:
                result = await connection.execute(text(statement))
                return [tuple(row) for row in result.all()]
        finally:
            await engine.dispose()

    return asyncio.run(conversation())


@pytest.fixture
def books(tmp_path: Path) -> BooksDatabase:
    path = tmp_path / "books.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE accounts (code TEXT)")
        connection.execute("INSERT INTO accounts VALUES ('1000')")
    connection.close()
    return BooksDatabase(url=SecretStr(f"sqlite:///{path}"))


def test_the_books_are_read(books: BooksDatabase) -> None:
    assert run(books, "SELECT code FROM accounts") == [("1000",)]


@pytest.mark.parametrize("statement", ["INSERT INTO accounts VALUES ('2000')", "DROP TABLE accounts"])
def test_the_books_are_never_written(books: BooksDatabase, statement: str) -> None:
    with pytest.raises(DBAPIError, match="readonly"):
        run(books, statement)
    assert run(books, "SELECT count(*) FROM accounts") == [(1,)]


def test_the_books_on_postgresql_are_never_written(postgresql: str) -> None:
    books = BooksDatabase(url=SecretStr(f"{postgresql}/postgres"))
    assert run(books, "SELECT 1") == [(1,)]
    with pytest.raises(DBAPIError, match="read-only transaction"):
        run(books, "CREATE TABLE accounts (code TEXT)")


def test_a_postgresql_address_gets_the_driver_that_is_installed() -> None:
    engine = BooksDatabase(url=SecretStr("postgresql://reader:secret@db.example.com/books")).engine()
    assert engine.url.render_as_string() == "postgresql+asyncpg://reader:***@db.example.com/books"


@pytest.mark.parametrize("url", ["mysql://reader:s3cr3t@host/books", "books", "", "s3cr3t@host/books"])
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        BooksDatabase(url=SecretStr(url))
    assert "write" in str(refused.value)
    assert "s3cr3t" not in str(refused.value)
