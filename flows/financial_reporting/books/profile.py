"""A look at an unknown export: what it seems to hold, and a mapping file that would load it."""

from collections.abc import Iterator
from pathlib import Path

from flows.financial_reporting.books.books import Books
from flows.financial_reporting.books.contract import BOOKS
from flows.financial_reporting.books.mapping import UNANSWERED, mapping_of
from flows.financial_reporting.books.profiling.guess import Guess, guess
from flows.financial_reporting.books.profiling.layout import layout_of
from flows.financial_reporting.books.profiling.proposal import proposed_mapping
from flows.financial_reporting.books.refusals import Problem, Refused

_ENDINGS = (".csv", ".txt", ".tsv", ".parquet")


def profile(path: Path) -> tuple[str, str]:
    """Return a report on the files at `path` (one file or a folder) and the YAML of a mapping for them.

    Raise `Refused` where there is no file to look at.
    """
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in _ENDINGS) if path.is_dir() else [path]
    if not files:
        expected = f"files that end in {', '.join(_ENDINGS)}"
        raise Refused([Problem("missing file", path.name, None, "", "", expected, "Export the books as CSV.")])
    guesses = [guess(layout_of(file)) for file in files]
    mapping = proposed_mapping(guesses)
    lines = [line for found in guesses for line in _seen(found)]
    if not any(found.table for found in guesses):
        return "\n".join([*lines, "None of the files looks like a table of the contract."]), mapping
    return "\n".join([*lines, *_tried(path if path.is_dir() else path.parent, mapping)]), mapping


def _seen(found: Guess) -> Iterator[str]:
    layout, style = found.layout, found.style
    yield f"{layout.file}: {found.table or 'not recognised'}"
    header = f"header on line {layout.skip_rows + 1}" if layout.header else "no header"
    yield f"  {layout.encoding}, delimiter {layout.delimiter!r}, {header}, {len(layout.columns)} columns"
    yield f"  decimal mark {style.decimal!r}, thousands {style.thousands or 'without mark'!r}"
    named = {header: column for column, header in found.columns.items()}
    for column in layout.columns:
        values = layout.values(column)
        formats = found.formats.get(named.get(column, ""), [])
        kind = f" ({' or '.join(formats)})" if formats else ""
        example = f", such as {values[0][:40]!r}" if values else ", empty"
        yield f"  - {column}: {named.get(column, 'not used')}{kind}{example}"
    yield from (f"  CHECK: {doubt}" for doubt in found.doubts)


def _tried(folder: Path, mapping: str) -> Iterator[str]:
    """Yield what the mapping asks, and what it loads; amounts load without knowing their currency."""
    try:
        mapping_of(mapping, "proposed mapping")
    except Refused as asked:
        yield "The proposed mapping has questions to answer first:"
        yield from str(asked).splitlines()[1:]
    try:
        trial = mapping.replace(f"\ncurrency: {UNANSWERED}\n", '\ncurrency: ""\n')
        books = Books.from_folder(folder, mapping_of(trial, "proposed mapping"))
    except Refused as refused:
        if any(problem.kind != "unanswered" for problem in refused.problems):
            yield "The proposed mapping does not load yet:"
            yield from str(refused).splitlines()[1:6]
        return
    for table in BOOKS:
        if table in books.tables:
            rows = books.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            yield f"The proposed mapping loads: {rows:,} rows of {table}."
