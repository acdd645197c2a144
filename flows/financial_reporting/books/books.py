"""The books of a company: canonical tables in DuckDB, loaded whole or refused whole."""

from collections.abc import Mapping as Dictionary
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.importing import bundle, joining
from flows.financial_reporting.books.importing.findings import Finding, findings
from flows.financial_reporting.books.importing.folder import folder_mapping, folder_parts
from flows.financial_reporting.books.importing.late import PostingChange, posting_changes
from flows.financial_reporting.books.importing.loading import load_parts
from flows.financial_reporting.books.importing.numbering import with_file_lines
from flows.financial_reporting.books.importing.parts import Part
from flows.financial_reporting.books.importing.proof import Proved, prove
from flows.financial_reporting.books.mapping import Mapping, read_mapping
from flows.financial_reporting.books.refusals import Refused
from reports.money import minor_units

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

NOTHING_CLOSED: Dictionary[str, date] = {}


class Books:
    """A handle over the canonical tables `importing.canonical` names, proved when they were loaded."""

    def __init__(
        self, connection: DuckDBPyConnection, files: tuple[str, ...], unused: tuple[str, ...], proved: Proved
    ) -> None:
        self.connection = connection
        self.tables: frozenset[str] = proved.tables
        self.company: str = proved.company
        """The name that reports give the company, or "" where nothing says it."""
        self.currency: str = proved.currency
        """ISO 4217 code of the books, or "" where nothing says it."""
        self.tolerance: Decimal = proved.tolerance
        """An entry's residue must be below it."""
        self.files = files
        """Names of the imported files; a row's `source` is the position here."""
        self.unused = unused
        """Columns of the files that the contract does not know."""

    @classmethod
    def from_folder(
        cls,
        path: Path,
        mapping: Mapping | Path | None = None,
        *,
        closed_through: Dictionary[str, date] = NOTHING_CLOSED,
        onto: "Books | None" = None,
    ) -> "Books":
        """Return the books that a folder (or a single file) of CSV or Parquet files gives.

        Without `mapping` the folder's own `books.yaml` holds, or the contract's own names. `closed_through` says
        the last closed day by entity ("" for all). With `onto`, the files are a further import on
        top of those books. Raise `Refused` with every problem where anything is wrong.
        """
        path = Path(path)
        if isinstance(mapping, Path):
            mapping = read_mapping(mapping)
        mapping = mapping or folder_mapping(path if path.is_dir() else path.parent)
        connection = duckdb.connect()
        with TemporaryDirectory() as scratch:
            parts, unused = folder_parts(connection, path, mapping, Path(scratch))
            return cls._loaded(connection, parts, tuple(unused), mapping, closed_through, onto)

    @classmethod
    def from_database(
        cls,
        database: "Connection | Engine",
        mapping: Mapping | None = None,
        *,
        schema: str | None = None,
        closed_through: Dictionary[str, date] = NOTHING_CLOSED,
    ) -> "Books":
        """Return the books that a database's tables or views of the contract's names give.

        Of `mapping` only `company`, `currency` and `tolerance` are used. Raise `Refused` as `from_folder` does.
        """
        from flows.financial_reporting.books.importing.database import database_parts

        connection = duckdb.connect()
        parts, unused = database_parts(connection, database, schema)
        return cls._loaded(connection, parts, tuple(unused), mapping or Mapping(), closed_through, None)

    @classmethod
    def from_bundle(cls, contents: Dictionary[str, bytes]) -> "Books":
        """Return the books that `to_bundle` wrote; they are not proved again."""
        connection = duckdb.connect()
        settings = bundle.read(connection, contents)
        return cls(connection, settings.files, settings.unused, settings.proved)

    def to_bundle(self) -> dict[str, bytes]:
        """Return each table as Parquet and "settings" as JSON: the same bytes for the same books."""
        return bundle.written(
            self.connection, bundle.Settings(files=self.files, unused=self.unused, proved=self._proved)
        )

    def content_hash(self) -> str:
        """Return the SHA-256 of the canonical rows and settings; file names and lines do not count."""
        return bundle.content_hash(self.connection, self._proved)

    def append(self, other: "Books") -> "Books":
        """Return these books with a further import on top.

        New entries, invoices and payments join; accounts, budget and balances of the same key replace. Raise
        `Refused` where an entry, invoice or payment is there already.
        """
        return self._joined(other.connection, other.files, other.unused, other.company, NOTHING_CLOSED)

    def posting_changes(self, earlier: "Books", end: date) -> list[PostingChange]:
        """Return the postings up to `end`, inclusive, that came in, changed or went since the `earlier` books."""
        return posting_changes(self.connection, earlier.connection, end)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is odd but no reason to refuse, for the checks page."""
        return findings(self.connection, self.tables, self.unused)

    @property
    def _proved(self) -> Proved:
        return Proved(
            company=self.company,
            tables=self.tables,
            currency=self.currency,
            tolerance=self.tolerance,
        )

    @classmethod
    def _loaded(
        cls,
        connection: DuckDBPyConnection,
        parts: list[Part],
        unused: tuple[str, ...],
        mapping: Mapping,
        closed_through: Dictionary[str, date],
        onto: "Books | None",
    ) -> "Books":
        currency = mapping.currency or (onto.currency if onto else "")
        files = tuple({part.source: part.rows.file for part in parts}.values())
        try:
            load_parts(connection, parts, minor_units(currency))
            if onto is not None:
                return onto._joined(connection, files, unused, mapping.company, closed_through)
            proved = prove(connection, files, currency, mapping.tolerance, closed_through, company=mapping.company)
            return cls(connection, files, unused, proved)
        except Refused as refused:
            raise with_file_lines(refused, [part.rows for part in parts]) from None

    def _joined(
        self,
        other: DuckDBPyConnection,
        files: tuple[str, ...],
        unused: tuple[str, ...],
        company: str,
        closed_through: Dictionary[str, date],
    ) -> "Books":
        connection = duckdb.connect()
        joining.join(connection, self.connection, other, len(self.files), files)
        every = (*self.files, *files)
        proved = prove(
            connection,
            every,
            self.currency,
            self.tolerance,
            closed_through,
            company=company or self.company,
            first_new=len(self.files),
        )
        return Books(connection, every, (*self.unused, *unused), proved)
