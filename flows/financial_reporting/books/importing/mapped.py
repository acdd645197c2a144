"""Which file columns go to which contract columns: as the mapping says, or by the contract's own names."""

from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.importing.columns import used_columns
from flows.financial_reporting.books.mapping import Condition, FileMapping, Source, TableMapping
from flows.financial_reporting.books.refusals import Problem, Refused


def by_contract(file: str, table: str, columns: tuple[str, ...]) -> FileMapping:
    """Return the mapping of a file that has the contract's own column names; it leaves others out."""
    known = {column: Source(column=column) for column in columns if column in BOOKS[table].names}
    missing = [column for column in BOOKS[table].required if column not in known]
    if table == "journal" and not {"amount", "debit", "credit"} & known.keys():
        missing.append("amount (or debit and credit)")
    if missing:
        mend = f"Add the column, or give a mapping file; {file} has {', '.join(columns)}."
        raise Refused([_problem(file, column, f"the contract's column {column}", mend) for column in missing])
    return FileMapping(file=file, tables=(TableMapping(table=table, columns=known),))


def unused_columns(table: str, columns: tuple[str, ...]) -> list[str]:
    """Return the columns of a contract file that the contract does not know."""
    return [column for column in columns if column not in BOOKS[table].names]


def check_columns(file: FileMapping, name: str, columns: tuple[str, ...]) -> None:
    """Raise `Refused` where the mapping of a file names columns that the file does not have."""
    wanted = dict.fromkeys(column for mapped in file.tables for column in _wanted(file, mapped))
    absent = [column for column in wanted if column not in columns]
    if absent:
        mend = f"Correct the name in the mapping; the file has {', '.join(columns)}."
        raise Refused([_problem(name, column, f"a column {column}, named in the mapping", mend) for column in absent])


def _wanted(file: FileMapping, mapped: TableMapping) -> list[str]:
    conditions: tuple[Condition, ...] = (*file.where, *mapped.where)
    wanted = [condition.column for condition in conditions]
    wanted += [column for source in mapped.columns.values() for column in used_columns(source)]
    return wanted + ([mapped.expand.column] if mapped.expand else [])


def _problem(file: str, column: str, expected: str, mend: str) -> Problem:
    return Problem("missing column", file, None, column, "", expected, mend)
