"""A folder of files as the parts of the books, through a mapping or by the contract's own names."""

from collections.abc import Iterator
from pathlib import Path

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.lookups import SideFile, lookup_problems
from flows.financial_reporting.books.importing.mapped import by_contract, check_columns, unused_columns
from flows.financial_reporting.books.importing.parts import Part, numbered_sql
from flows.financial_reporting.books.importing.reading import text_rows
from flows.financial_reporting.books.mapping import FileMapping, Mapping, Reading, read_mapping
from flows.financial_reporting.books.refusals import Problem, Refused

MANIFEST = "books.yaml"
"""A mapping file of this name in the folder holds where no other is given."""


def folder_mapping(folder: Path) -> Mapping:
    """Return the folder's own mapping file, or the empty one."""
    manifest = folder / MANIFEST
    return read_mapping(manifest) if manifest.is_file() else Mapping()


def folder_parts(
    connection: DuckDBPyConnection, path: Path, mapping: Mapping, scratch: Path
) -> tuple[list[Part], list[str]]:
    """Return the parts that a folder (or one file of it) gives, and the columns that nobody uses."""
    if not path.exists():
        raise Refused([_missing(path.name, "a folder or file at this path", "Check the path.")])
    folder = path if path.is_dir() else path.parent
    if mapping.files:
        return list(_mapped_parts(connection, folder, mapping, scratch)), []
    return _contract_parts(path, scratch)


def _contract_parts(path: Path, scratch: Path) -> tuple[list[Part], list[str]]:
    parts: list[Part] = []
    unused: list[str] = []
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.stem in BOOKS and file.suffix in (".csv", ".parquet"):
            rows = text_rows(file, Reading(file=file.name), scratch)
            mapped = by_contract(file.name, file.stem, rows.columns)
            parts.append(Part(rows, mapped, mapped.tables[0], len(parts)))
            unused += [f"{file.name}: {column}" for column in unused_columns(file.stem, rows.columns)]
    if not parts:
        expected = f"one of {', '.join(f'{table}.csv' for table in BOOKS)} (or .parquet)"
        mend = "Name the files so, or give a mapping file (`countersign import books PATH --profile` proposes one)."
        raise Refused([_missing(path.name, expected, mend)])
    return parts, unused


def _mapped_parts(connection: DuckDBPyConnection, folder: Path, mapping: Mapping, scratch: Path) -> Iterator[Part]:
    source = 0
    for file in mapping.files:
        sides = tuple(
            SideFile(lookup, text_rows(side, lookup, scratch))
            for lookup in file.lookups
            for side in _matches(folder, lookup)[:1]
        )
        for path in _matches(folder, file):
            yield from _file_parts(connection, path, file, sides, source, scratch)
            source += 1


def _file_parts(
    connection: DuckDBPyConnection,
    path: Path,
    file: FileMapping,
    sides: tuple[SideFile, ...],
    source: int,
    scratch: Path,
) -> Iterator[Part]:
    rows = text_rows(path, file, scratch)
    check_columns(file, path.name, (*rows.columns, *(column for side in sides for column in side.columns)))
    lookup_problems(connection, file, numbered_sql(rows), rows, sides).refuse()
    for mapped in file.tables:
        yield Part(rows, file, mapped, source, sides)


def _matches(folder: Path, reading: Reading) -> list[Path]:
    paths = sorted(path for path in folder.glob(reading.file) if path.is_file())
    if not paths:
        expected = f"a file of this name in the folder {folder.name}"
        raise Refused([_missing(reading.file, expected, "Put the file there, or correct `file` in the mapping.")])
    return paths


def _missing(file: str, expected: str, mend: str) -> Problem:
    return Problem("missing file", file, None, "", "", expected, mend)
