"""Render a document as one HTML file: nothing in it is loaded from elsewhere and no text of it is markup."""

from pathlib import Path

from reports.document import Document
from reports.standing import Standing
from reports.view import view

TEMPLATES = Path(__file__).parent / "templates"


def html(document: Document, standing: Standing) -> bytes:
    """Return the page as UTF-8."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    # The style sheet and the drawings alone are markup: the first is ours, the second matplotlib's.
    environment.filters["drawing"] = Markup
    css = Markup((TEMPLATES / "document.css").read_text())  # noqa: S704
    page = environment.get_template("document.html.j2").render(view(document, standing), css=css)
    return page.encode()
