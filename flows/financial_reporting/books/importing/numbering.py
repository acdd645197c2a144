"""Line numbers as an editor shows them, where blank lines or line breaks in quotes moved the rows."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from flows.financial_reporting.books.importing.reading import UNREADABLE, TextRows
from flows.financial_reporting.books.refusals import Refused


def with_file_lines(refused: Refused, files: Iterable[TextRows]) -> Refused:
    """Return a refusal whose rows are the lines of the files; each row counted as one line until then."""
    problems = list(refused.problems)
    for rows in {rows.file: rows for rows in files if rows.path}.values():
        mine = {one.row for one in problems if one.file == rows.file and one.row and one.kind != UNREADABLE}
        lines = dict(_lines(rows, mine)) if mine else {}
        problems = [
            replace(one, row=lines.get(one.row, one.row)) if one.file == rows.file and one.row in mine else one
            for one in problems
        ]
    return Refused(problems, refused.totals)


def _lines(rows: TextRows, wanted: set[int]) -> Iterator[tuple[int, int]]:
    """Yield each wanted row with the line it begins on."""
    if rows.path is None or rows.reading is None:
        return
    reading, last = rows.reading, max(wanted)
    before = reading.skip_rows
    with rows.path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(
            islice(text, before, None),
            delimiter=reading.delimiter,
            quotechar=reading.quote or None,
            quoting=csv.QUOTE_MINIMAL if reading.quote else csv.QUOTE_NONE,
        )
        row = rows.first_line - 1 - reading.header
        start = before + 1
        for values in reader:
            if values:
                row += 1
                if row in wanted:
                    yield row, start
            if row == last:
                return
            start = before + reader.line_num + 1
