"""The books that this installation holds: imported ones in the content store, others in a database."""

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reports.canonical import sha256
from tasks.casebook.contents import fetch, keep, latest, set_version
from tasks.snapshot import Manifest

if TYPE_CHECKING:
    from blocks.books_database import BooksDatabase
    from flows.financial_reporting.books.books import Books

NAME = "books"


class BooksMissing(LookupError):
    """There are no books to report on."""


async def imported_books() -> Manifest:
    """Return the manifest of the imported books as they stand; raise `BooksMissing` where nothing was imported."""
    manifest = await latest(NAME)
    if manifest is None:
        raise BooksMissing("There are no imported books: load some with `countersign import books FOLDER`.")
    return manifest


async def database_books(block: str) -> Manifest:
    """Return the manifest of the books in the database of the `BooksDatabase` block of this name, read now.

    Raise `BooksMissing` where there is no such block or its database does not answer, and `Refused` where its tables
    do not fit.
    """
    from sqlalchemy.exc import DBAPIError

    from flows.financial_reporting.books.books import Books
    from flows.financial_reporting.books.mapping import Mapping

    database = await _books_database(block)
    told = Mapping(company=database.company, currency=database.currency)
    engine = database.engine()
    try:
        async with engine.connect() as connection:
            books = await connection.run_sync(Books.from_database, told, schema=database.schema_name or None)
    except (DBAPIError, OSError) as error:
        raise BooksMissing(
            f"The database of the block '{block}' could not be read ({getattr(error, 'orig', error)}): check the "
            "block's connection, and that its user may read the tables."
        ) from error
    finally:
        await engine.dispose()
    return await keep_books(books, mapping=f"block:{block}")


async def _books_database(block: str) -> "BooksDatabase":
    from prefect.exceptions import ObjectNotFound

    from blocks.books_database import BooksDatabase

    try:
        return await BooksDatabase.aload(block)
    except ValueError as error:
        if not isinstance(error.__cause__, ObjectNotFound):
            raise
        raise BooksMissing(
            f"There is no books database block '{block}': save one of this name, or let the brief say "
            'books: "imported".'
        ) from error


async def books_of(manifest: Manifest) -> "Books":
    """Return the books that a manifest names, whatever has been imported since."""
    from flows.financial_reporting.books.books import Books

    bundle = {table: await fetch(name) for table, name in manifest["tables"].items()}
    return await asyncio.to_thread(Books.from_bundle, bundle)


async def keep_books(books: "Books", *, mapping: str) -> Manifest:
    """Store the books' tables by their hashes and return the manifest; `mapping` is the hash of the mapping file, or
    "".
    """
    bundle = await asyncio.to_thread(books.to_bundle)
    tables = {table: await keep(body, "application/vnd.apache.parquet") for table, body in bundle.items()}
    return {"tables": tables, "sha256": await asyncio.to_thread(books.content_hash), "mapping": mapping}


async def import_books(
    path: Path, mapping: Path | None, *, closed_through: dict[str, date], note: str
) -> tuple[Manifest, dict[str, int]]:
    """Add the files at `path` to the imported books as their next version; return its manifest and its rows by table.

    Raise `Refused` where anything does not fit, with nothing loaded, and `Overtaken` where somebody else imported at
    the same time.
    """
    from flows.financial_reporting.books.books import Books

    standing = await latest(NAME)
    onto = await books_of(standing) if standing else None
    books = await asyncio.to_thread(Books.from_folder, path, mapping, closed_through=closed_through, onto=onto)
    manifest = await keep_books(books, mapping=sha256(await asyncio.to_thread(mapping.read_bytes)) if mapping else "")
    await set_version(NAME, manifest["sha256"], manifest, note=note, follows=standing["sha256"] if standing else "")
    return manifest, await asyncio.to_thread(_counts, books)


def _counts(books: "Books") -> dict[str, int]:
    counted = " union all ".join(f"select '{table}', count(*) from {table}" for table in sorted(books.tables))
    return dict(books.connection.execute(counted).fetchall())
