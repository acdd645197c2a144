"""Render a document as PDF with typst and its own fonts only: the same pages on every machine."""

import json
from datetime import UTC, datetime, time
from pathlib import Path

from reports.document import Document
from reports.standing import Standing
from reports.view import view

TEMPLATE = Path(__file__).parent / "templates" / "document.typ"


def pdf(document: Document, standing: Standing) -> bytes:
    """Return the PDF, tagged for screen readers (PDF/UA-1)."""
    import typst

    data = json.dumps(view(document, standing), ensure_ascii=False)
    created = datetime.combine(document.dated, time(), tzinfo=UTC)
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"view": data},
        pdf_standards="ua-1",
        timestamp=created,
    )
