"""The books that this installation holds: imported ones in the content store, others in a database."""

import asyncio
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reports.canonical import sha256
from tasks.casebook.contents import fetch, keep, latest, set_version
from tasks.settings import settings
from tasks.snapshot import Manifest

if TYPE_CHECKING:
    from blocks.books_database import BooksDatabase
    from flows.financial_reporting.books.books import Books
    from flows.financial_reporting.books.changes import Change

NAME = "books"


class BooksMissing(LookupError):
    """There are no books to report on."""


class BooksNotAllowed(PermissionError):
    """A brief names a books database that its tenant may not read."""


class ClosedPeriodChanged(PermissionError):
    """Books that are to replace others differ from them in a period that is closed."""


async def imported_books() -> Manifest:
    """Return the manifest of the imported books as they stand; raise `BooksMissing` where nothing was imported."""
    manifest = await latest(NAME)
    if manifest is None:
        raise BooksMissing("There are no imported books: load some with `countersign import books FOLDER`.")
    return manifest


async def database_books(block: str) -> Manifest:
    """Return the manifest of the books in the database of the `BooksDatabase` block of this name, read now.

    Raise `BooksNotAllowed` where it is not one of the tenant's, `BooksMissing` where there is no such block or its
    database does not answer, and `Refused` where its tables do not fit.
    """
    _refuse_others(block)
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


def _refuse_others(block: str) -> None:
    """Refuse a block beside the tenant's own: a Prefect server holds those of all of its tenants."""
    allowed = (settings().tenant, *settings().books_blocks)
    if block not in allowed:
        raise BooksNotAllowed(
            f"The books '{block}' are none of tenant '{settings().tenant}': a brief may name 'imported' or the block "
            f"{' or '.join(repr(name) for name in allowed)}; an operator adds others to COUNTERSIGN_BOOKS_BLOCKS."
        )


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
    path: Path, mapping: Path | None, *, closed_through: dict[str, date], note: str, replace: bool = False
) -> tuple[Manifest, list["Change"]]:
    """Add the files at `path` to the imported books as their next version; return its manifest and what it changed.

    With `replace` the files are all of the books from now on; earlier versions stay where a case read them. Raise
    `Refused` where anything does not fit, `ClosedPeriodChanged` where a replacement differs in a closed period, with
    nothing loaded, and `Overtaken` where somebody else imported at the same time.
    """
    from flows.financial_reporting.books.books import Books
    from flows.financial_reporting.books.changes import changes

    standing = await latest(NAME)
    before = await books_of(standing) if standing else None
    if replace and before is not None:
        books = await asyncio.to_thread(Books.from_folder, path, mapping)
        await asyncio.to_thread(_refuse_changes_in_closed_periods, before, books, closed_through)
    else:
        books = await asyncio.to_thread(Books.from_folder, path, mapping, closed_through=closed_through, onto=before)
    manifest = await keep_books(books, mapping=sha256(await asyncio.to_thread(mapping.read_bytes)) if mapping else "")
    await set_version(NAME, manifest["sha256"], manifest, note=note, follows=standing["sha256"] if standing else "")
    return manifest, await asyncio.to_thread(changes, before, books)


def _refuse_changes_in_closed_periods(before: "Books", after: "Books", closed_through: dict[str, date]) -> None:
    if "journal" not in before.tables or not closed_through:
        return
    if "journal" not in after.tables:
        raise ClosedPeriodChanged("The files have no journal, and the books are closed: their postings must stay.")
    for entity, day in closed_through.items():
        postings = [change.posting for change in after.posting_changes(before, day)]
        differing = [posting for posting in postings if entity in ("", posting.entity)]
        if differing:
            first = differing[0]
            raise ClosedPeriodChanged(
                f"{entity or 'The books'} are closed through {day}, and the files differ from the books in "
                f"{len(differing)} postings up to then, the first being entry {first.entry_id} of {first.date} on "
                f"account {first.account} ({first.amount}): leave closed periods as they are, or ask to reopen them "
                'with `countersign period reopen --reason "..."`.'
            )
