"""Render a document as PDF with typst and packaged fonts only: the same pages on every machine."""

import json
import unicodedata
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from reports.document import Document
from reports.fonts import font_folders, letters_without_font
from reports.standing import Standing
from reports.view import view

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"


def pdf(document: Document, standing: Standing) -> bytes:
    """Return the PDF, tagged for screen readers; it claims PDF/UA-1 unless a chart holds letters that join (Arabic).

    Letters that no font has stand as their number in brackets, and the cover names them: never as an empty box.
    """
    from typst import TypstError

    seen = view(document, standing)
    data, created = json.dumps(seen, ensure_ascii=False), datetime.combine(document.dated, time(), tzinfo=UTC)
    try:
        return _compiled(data, created, "ua-1")
    except TypstError:
        lacking = letters_without_font(data)
    if lacking:
        seen["reading"].append(_named(lacking))
        data = _numbered(json.dumps(seen, ensure_ascii=False), lacking)
    try:
        return _compiled(data, created, "ua-1")
    except TypstError:
        return _compiled(data, created, None)


def _named(lacking: list[str]) -> str:
    names = "; ".join(f"{character} {unicodedata.name(character, 'unnamed')}" for character in lacking)
    return f"Letters that this PDF has no font for stand as numbers in brackets; page and workbook show them: {names}."


def _numbered(text: str, lacking: list[str]) -> str:
    return text.translate({ord(character): f"[U+{ord(character):04X}]" for character in lacking})


def _compiled(data: str, created: datetime, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        font_paths=[str(folder) for folder in font_folders()],
        sys_inputs={"view": data},
        pdf_standards=standard,
        timestamp=created,
    )
