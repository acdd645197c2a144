"""Read PDF page by page: lines joined to paragraphs, large or listed lines as headings, running lines left out."""

import io
import logging
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from tasks.documents.passages import Block
from tasks.documents.readers import UnreadableDocument
from tasks.documents.readers.outline import Outline, clean
from tasks.documents.readers.pdf_lines import Line, lines_of

MOST_PAGES = 2_000
_BULLETS = ("•", "‣", "◦", "▪", "– ", "– ")
_EDGE = 2
"""Lines at the top and at the foot of a page among which running lines are looked for."""


def read(content: bytes) -> list[Block]:
    """Return the blocks of a PDF; a page that cannot be read is left out where another can."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of each broken object; the result says enough
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableDocument("it is locked with a password: save it without one")
        count = len(reader.pages)
    except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, UnreadableDocument):
            raise
        raise UnreadableDocument(f"it is no readable PDF: {error}") from error
    if count > MOST_PAGES:
        raise UnreadableDocument(f"it has {count} pages; at most {MOST_PAGES} are read: cut it into parts")
    pages = {number: lines for number in range(count) if (lines := _lines(reader, number)) is not None}
    if not any(pages.values()):
        raise UnreadableDocument("no page of it holds text: a scanned document needs text recognition first")
    return _blocks(pages, _titles(reader))


def _lines(reader: PdfReader, number: int) -> list[Line] | None:
    """Return a page's lines, None where the page is broken."""
    try:
        page: PageObject = reader.pages[number]
        return lines_of(page)
    except Exception:
        return None


def _titles(reader: PdfReader) -> dict[tuple[int, str], int]:
    """Return the level of each title in the document's own table of contents, by page and words."""
    titles: dict[tuple[int, str], int] = {}

    def collect(items: list, level: int) -> None:
        for item in items[:MOST_PAGES]:
            if isinstance(item, list):
                collect(item, level + 1)
            elif (page := reader.get_destination_page_number(item)) is not None:
                titles[page, _plain(item.title or "")] = level

    try:
        collect(reader.outline, 1)
    except Exception:
        return {}
    return titles


def _plain(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _blocks(pages: dict[int, list[Line]], titles: dict[tuple[int, str], int]) -> list[Block]:
    running = _running_lines(list(pages.values()))
    body = median(line.size for lines in pages.values() for line in lines for _ in range(len(line.text) // 10 + 1))
    outline = Outline()
    for number, lines in pages.items():
        kept = [line for line in lines if _shape(line.text) not in running]
        for paragraph in _paragraphs(kept):
            text = _joined(paragraph)
            level = titles.get((number, _plain(text))) or (0 if titles else _level(paragraph, body))
            if level:
                outline.open(level, text)
            else:
                outline.add(text, number + 1)
    return outline.blocks


def _running_lines(pages: list[list[Line]]) -> set[str]:
    """Return headers, footers and page numbers: lines at the edges of more than half of the pages, numbers aside."""
    if len(pages) < 2:
        return set()
    edges = Counter(
        shape for lines in pages for shape in {_shape(line.text) for line in [*lines[:_EDGE], *lines[-_EDGE:]]}
    )
    return {shape for shape, count in edges.items() if count * 2 > len(pages)}


def _shape(text: str) -> str:
    return "".join("0" if sign.isdigit() else sign for sign in clean(text))


def _level(paragraph: list[Line], body: float) -> int:
    """Return a heading's level by the size of its letters, 0 for text."""
    size = paragraph[0].size
    if len(paragraph) > 2 or size < body * 1.15:
        return 0
    return 1 if size > body * 1.6 else 2 if size > body * 1.3 else 3


def _paragraphs(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield lines that belong together: of one size, no further apart than the page's lines are."""
    gaps = [before.y - line.y for before, line in pairwise(lines) if 0 < before.y - line.y < 3 * line.size]
    usual = median(gaps) if gaps else 0
    together: list[Line] = []
    for line in lines:
        if together:
            before = together[-1]
            apart = (
                before.y - line.y > max(usual, line.size * 1.3) * 1.25
                or line.y > before.y
                or line.text.startswith(_BULLETS)
            )
            if apart or abs(before.size - line.size) > 0.5:
                yield together
                together = []
        together.append(line)
    if together:
        yield together


def _joined(paragraph: list[Line]) -> str:
    """Return the paragraph's text; a word that was divided at the end of a line is one again."""
    text = ""
    for line in paragraph:
        divided = text.endswith(("-", "\u00ad")) and text[-2:-1].isalpha() and line.text[:1].islower()
        text = text[:-1] + line.text if divided else f"{text} {line.text}" if text else line.text
    return text
