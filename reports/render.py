"""Render a document: the same document and standing give the same bytes, in each format, on every machine."""

from typing import Literal

from reports.document import Document
from reports.standing import Standing

Format = Literal["pdf", "xlsx", "html"]

RENDERER_VERSION = "2"
"""Part of what an approver's hash covers: raise it whenever the bytes of any format change."""


def render(document: Document, standing: Standing, format: Format) -> bytes:
    """Return the bytes of `document` in `format`, its cover and running headers saying `standing`."""
    if format == "html":
        from reports.html import html

        return html(document, standing)
    if format == "pdf":
        from reports.pdf import pdf

        return pdf(document, standing)
    if format == "xlsx":
        from reports.xlsx import xlsx

        return xlsx(document, standing)
    raise ValueError(f"No renderer writes {format!r}: give pdf, xlsx or html.")
