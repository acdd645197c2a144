"""Books as bytes and back: Parquet for the tables, JSON for the settings."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from duckdb import DuckDBPyConnection
from pydantic import BaseModel

from flows.financial_reporting.books.contract import BOOKS, CONTRACT_VERSION
from flows.financial_reporting.books.importing.canonical import COLUMNS, LATER
from flows.financial_reporting.books.importing.entries import create_entries
from flows.financial_reporting.books.importing.loading import create_view
from flows.financial_reporting.books.importing.proof import Proved
from flows.financial_reporting.books.importing.sql import literal, name, names
from reports.canonical import canonical_json

SETTINGS = "settings"


class Settings(BaseModel, frozen=True):
    """What the books are beside their rows."""

    version: int = CONTRACT_VERSION
    files: tuple[str, ...]
    unused: tuple[str, ...]
    proved: Proved


def written(connection: DuckDBPyConnection, settings: Settings) -> dict[str, bytes]:
    """Return each table under its name as Parquet, and "settings" as canonical JSON."""
    contents = {SETTINGS: canonical_json(_ordered(settings))}
    with TemporaryDirectory() as folder:
        for table in _in_order(settings.proved.tables):
            path = Path(folder) / f"{table}.parquet"
            # nullif: Parquet notes whether a column may be empty, which differs between a kept and a computed line
            rows = f"SELECT source, nullif(line, 0) AS line, {names(COLUMNS[table])} FROM {table} ORDER BY ALL"
            connection.execute(f"COPY ({rows}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
            contents[table] = path.read_bytes()
    return contents


def read(connection: DuckDBPyConnection, contents: Mapping[str, bytes]) -> Settings:
    """Create the tables of a bundle; raise `ValueError` where another contract version wrote it."""
    said = json.loads(contents[SETTINGS])
    if said["version"] != CONTRACT_VERSION:
        raise ValueError(
            f"These books were imported under contract version {said['version']}, this is version {CONTRACT_VERSION}: "
            "import the files again."
        )
    settings = Settings.model_validate(said)
    with TemporaryDirectory() as folder:
        for table in _in_order(settings.proved.tables):
            path = Path(folder) / f"{table}.parquet"
            path.write_bytes(contents[table])
            connection.execute(f"CREATE TABLE {table}_rows AS FROM read_parquet({literal(str(path))})")
            create_view(connection, table, _lacking(connection, table))
    if "journal" in settings.proved.tables:
        create_entries(connection)
    return settings


def content_hash(connection: DuckDBPyConnection, proved: Proved) -> str:
    """Return the SHA-256 of contract version, currency, tolerance, company and the rows, in whatever order they lie.

    Each row has a hash; those with the same first byte are sorted and hashed together, and these hashes again.
    """
    company = [proved.company] if proved.company else []  # books without it keep the hash they were imported with
    digest = hashlib.sha256(canonical_json([CONTRACT_VERSION, proved.currency, proved.tolerance, *company]))
    for table in _in_order(proved.tables):
        columns = _filled(connection, table)
        digest.update(canonical_json([table, columns]))
        values = ", ".join(f"CAST({name(column)} AS VARCHAR)" for column in columns)
        groups = connection.execute(
            f"""SELECT sha256(array_to_string(list(content ORDER BY content), ''))
            FROM (SELECT sha256(CAST(to_json([{values}]) AS VARCHAR)) AS content FROM {table})
            GROUP BY left(content, 2) ORDER BY left(content, 2)"""
        ).fetchall()
        for (group,) in groups:
            digest.update(group.encode())
    return digest.hexdigest()


def _lacking(connection: DuckDBPyConnection, table: str) -> dict[str, str]:
    """Return the later columns that stored rows do not have, empty."""
    stored = {row[0] for row in connection.execute(f"DESCRIBE {table}_rows").fetchall()}
    return {column: "CAST(NULL AS VARCHAR)" for column in LATER.get(table, ()) if column not in stored}


def _filled(connection: DuckDBPyConnection, table: str) -> list[str]:
    """Return a table's columns without the later ones that are empty in every row."""
    later = LATER.get(table, ())
    empty = {one for one in later if not connection.execute(f"SELECT count({one}) FROM {table}").fetchall()[0][0]}
    return [column for column in COLUMNS[table] if column not in empty]


def _in_order(tables: frozenset[str]) -> list[str]:
    return [table for table in BOOKS if table in tables]


def _ordered(settings: Settings) -> dict:
    said = settings.model_dump(mode="json")
    said["proved"]["tables"] = _in_order(settings.proved.tables)
    return said
