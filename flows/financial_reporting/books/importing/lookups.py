"""Side files of a mapping: their columns beside the rows of the file that refers to them."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from flows.financial_reporting.books.importing.columns import condition_sql
from flows.financial_reporting.books.importing.reading import TextRows, misread_rows
from flows.financial_reporting.books.importing.sql import name
from flows.financial_reporting.books.mapping import FileMapping, Lookup
from flows.financial_reporting.books.refusals import SHOWN, Problem, Refusals


@dataclass(frozen=True)
class SideFile:
    """A lookup and the rows it looks in."""

    lookup: Lookup
    rows: TextRows

    @property
    def columns(self) -> tuple[str, ...]:
        """Its columns as the mapping writes them: "name.column"."""
        return tuple(f"{self.lookup.name}.{column}" for column in self.rows.columns)


def joined_sql(relation: str, sides: tuple[SideFile, ...]) -> str:
    """Return SQL for a relation with the columns of its side files; NULL where a key finds nothing."""
    for side in sides:
        aliases = ", ".join(
            f"{name(column)} AS {name(alias)}" for column, alias in zip(side.rows.columns, side.columns, strict=True)
        )
        found = name(f"{side.lookup.name}.{side.lookup.side_key}")
        relation = (
            f"(SELECT * FROM {relation} LEFT JOIN (SELECT {aliases} FROM {side.rows.relation}) "
            f"ON trim({name(side.lookup.key)}) = trim({found}))"
        )
    return relation


def lookup_problems(
    connection: DuckDBPyConnection,
    file: FileMapping,
    numbered: str,
    rows: TextRows,
    sides: tuple[SideFile, ...],
) -> Refusals:
    """Collect what is wrong with side files: unreadable lines, keys given twice, keys that are not there."""
    found = Refusals()
    for side in sides:
        misread = misread_rows(side.rows)
        found.add(misread)
        if not misread:
            found.add(_repeated(connection, side))
            found.add(_unmatched(connection, file, numbered, rows, side))
    return found


def _repeated(connection: DuckDBPyConnection, side: SideFile) -> list[Problem]:
    key = name(side.lookup.side_key)
    keys = connection.execute(
        f"SELECT trim({key}) FROM {side.rows.relation} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT {SHOWN}"
    ).fetchall()
    mend = "Remove one of the rows."
    return [
        Problem("duplicate key", side.rows.file, None, side.lookup.side_key, value or "", "every key once", mend)
        for (value,) in keys
    ]


def _unmatched(
    connection: DuckDBPyConnection, file: FileMapping, numbered: str, rows: TextRows, side: SideFile
) -> list[Problem]:
    own = [condition_sql(one) for one in file.where if one.column in rows.columns]
    key, on = name(side.lookup.key), name(side.lookup.side_key)
    lines = connection.execute(
        f"SELECT min(line), trim({key}) FROM {numbered} WHERE {' AND '.join(own) or 'true'} AND trim({key}) <> '' "
        f"AND trim({key}) NOT IN (SELECT trim({on}) FROM {side.rows.relation} WHERE {on} IS NOT NULL) "
        f"GROUP BY 2 ORDER BY 1 LIMIT {SHOWN}"
    ).fetchall()
    mend = f"Add the row to {side.rows.file}, or leave these rows out with `where`."
    expected = f"a value of {side.lookup.side_key} in {side.rows.file}"
    return [Problem("unknown key", rows.file, line, side.lookup.key, value, expected, mend) for line, value in lines]
