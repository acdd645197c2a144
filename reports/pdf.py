"""Render a document as PDF with typst and packaged fonts only: the same pages on every machine."""

import json
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from reports.document import Document
from reports.fonts import font_folders, letters_without_font
from reports.standing import Standing
from reports.view import View, view

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"
TABLED = "Charts stand as tables: a label has letters that a drawing cannot set; page and workbook show the charts."


def pdf(document: Document, standing: Standing) -> bytes:
    """Return the PDF, tagged for screen readers as PDF/UA-1, which leaves no letter without a glyph.

    Letters that no font has stand as their number in brackets, and the cover names them: never as an empty box.
    """
    from typst import TypstError

    created = datetime.combine(document.dated, time(), tzinfo=UTC)
    refused: TypstError | None = None
    for settable in _settable(view(document, standing)):
        try:
            return _compiled(json.dumps(settable, ensure_ascii=False), created)
        except TypstError as error:
            refused = error
    raise refused or AssertionError("typst was given nothing to set")


def _settable(seen: View) -> Iterator[View]:
    """Yield the view as it is, then without the letters that fonts lack, then without the charts that hold letters."""
    yield seen
    text = json.dumps(seen, ensure_ascii=False)
    lacking = letters_without_font(text)
    if lacking:
        seen = json.loads(text.translate({ord(letter): f"[U+{ord(letter):04X}]" for letter in lacking}))
        seen["reading"].append(_named(lacking))
        yield seen
    sections = [{**part, "blocks": [_tabled(block) for block in part["blocks"]]} for part in seen["sections"]]
    yield {**seen, "sections": sections, "reading": [*seen["reading"], TABLED]}


def _named(lacking: list[str]) -> str:
    names = "; ".join(f"[U+{ord(letter):04X}] {unicodedata.name(letter, 'unnamed')}" for letter in lacking)
    return f"Letters that this PDF has no font for stand as numbers in brackets; page and workbook show them: {names}."


def _tabled(block: View) -> View:
    return block["table"] if block["kind"] == "chart" else block


def _compiled(data: str, created: datetime) -> bytes:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=font_folders())
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        font_paths=fonts,
        sys_inputs={"view": data},
        pdf_standards="ua-1",
        timestamp=created,
    )
