"""Render a document as PDF with typst and its own fonts only: the same pages on every machine."""

import json
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Literal

from reports.document import Document
from reports.standing import Standing
from reports.view import view

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"


def pdf(document: Document, standing: Standing) -> bytes:
    """Return the PDF, tagged for screen readers.

    It claims PDF/UA-1 unless a text has letters that typst's fonts lack (Chinese, emoji): those stand as boxes, while
    the page and the workbook show them in the fonts of their reader.
    """
    from typst import TypstError

    data = json.dumps(view(document, standing), ensure_ascii=False)
    created = datetime.combine(document.dated, time(), tzinfo=UTC)
    try:
        return _compiled(data, created, "ua-1")
    except TypstError:
        return _compiled(data, created, None)


def _compiled(data: str, created: datetime, standard: Literal["ua-1"] | None) -> bytes:
    import typst

    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"view": data},
        pdf_standards=standard,
        timestamp=created,
    )
