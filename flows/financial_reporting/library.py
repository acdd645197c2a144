"""The books that this installation holds: imported ones in the content store, others in a database."""

import asyncio
from typing import TYPE_CHECKING

from tasks.casebook.contents import fetch, keep, latest, set_version
from tasks.snapshot import Manifest

if TYPE_CHECKING:
    from flows.financial_reporting.books import Books

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
    """Return the manifest of the books in the database of the `BooksDatabase` block of this name, read now."""
    from blocks.books_database import BooksDatabase
    from flows.financial_reporting.books import Books

    database = await BooksDatabase.aload(block)
    with database.engine() as engine:
        books = await asyncio.to_thread(Books.from_database, engine)
    return await keep_books(books, mapping=f"block:{block}")


async def books_of(manifest: Manifest) -> "Books":
    """Return the books that a manifest names, whatever has been imported since."""
    from flows.financial_reporting.books import Books

    bundle = {table: await fetch(name) for table, name in manifest["tables"].items()}
    return await asyncio.to_thread(Books.from_bundle, bundle)


async def keep_books(books: "Books", *, mapping: str) -> Manifest:
    """Store the books' tables by their hashes and return the manifest; `mapping` is the hash of the mapping file, or ""."""
    bundle = await asyncio.to_thread(books.to_bundle)
    tables = {table: await keep(body, "application/vnd.apache.parquet") for table, body in bundle.items()}
    return {"tables": tables, "sha256": await asyncio.to_thread(books.content_hash), "mapping": mapping}


async def add_to_imported(more: "Books", *, mapping: str, note: str) -> Manifest:
    """Join `more` to the imported books as their next version; raise `Refused` for what does not fit, `Overtaken` for a race."""
    standing = await latest(NAME)
    whole = more
    if standing is not None:
        before = await books_of(standing)
        whole = await asyncio.to_thread(before.append, more)
    manifest = await keep_books(whole, mapping=mapping)
    follows = standing["sha256"] if standing else ""
    await set_version(NAME, manifest["sha256"], manifest, note=note, follows=follows)
    return manifest
