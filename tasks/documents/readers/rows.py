"""Read CSV: a block for each row, in which each value says its column."""

import csv
import io
import sys

from tasks.documents.passages import Block
from tasks.documents.readers import UnreadableDocument, decoded
from tasks.documents.readers.outline import clean, row_text


def read(content: bytes) -> list[Block]:
    """Return the rows of a CSV file below its first one, which names the columns."""
    text = decoded(content)
    if "\x00" in text:
        raise UnreadableDocument("it holds zero bytes and is no CSV: export it again as text")
    csv.field_size_limit(min(sys.maxsize, 1_000_000))
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise UnreadableDocument(f"it is no CSV: {error}; quote each value that holds a quotation mark") from None
    header = rows[0] if rows else []
    return [Block(told, alone=True) for row in rows[1:] if (told := clean(row_text(header, row)))]
