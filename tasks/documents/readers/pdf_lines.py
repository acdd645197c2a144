"""The lines of a PDF's page as they are seen: fragments of text put together by where they stand."""

from dataclasses import dataclass
from typing import Any

from pypdf import PageObject

from tasks.documents.readers.pdf_sight import Sight


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, its height on the page in points from the bottom, the size of its letters."""

    text: str
    y: float
    size: float


def lines_of(page: PageObject) -> list[Line]:
    """Return the lines that are seen on a page, in the order in which the file draws them.

    Where there are none, those of a scan's recognition are returned, which are not painted over its picture.
    """
    return _lines_of(page, recognised=False) or _lines_of(page, recognised=True)


def _lines_of(page: PageObject, *, recognised: bool) -> list[Line]:
    sight = Sight(page.cropbox, recognised=recognised)
    lines: list[tuple[list[str], float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        if not text.strip():
            if lines and text:
                lines[-1][0].append(text)
            return
        y, scale = tm[4] * cm[1] + tm[5] * cm[3] + cm[5], abs(tm[3] * cm[3]) or 1.0
        if lines and abs(lines[-1][1] - y) < 2:
            lines[-1][0].append(text)
        else:
            lines.append(([text], y, abs(size * scale)))

    page.extract_text(visitor_text=visit, visitor_operand_before=sight.before, visitor_operand_after=sight.after)
    found = [Line(" ".join("".join(parts).split()), y, size) for parts, y, size in lines]
    return [line for line in found if line.text]
