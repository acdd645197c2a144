"""Render a document as one HTML file: nothing in it is loaded from elsewhere and no text of it is markup."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reports.document import Document
from reports.standing import Standing
from reports.view import view

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATES = Path(__file__).parent / "templates"


def html(document: Document, standing: Standing) -> bytes:
    """Return the page as UTF-8."""
    return _template().render(view(document, standing)).encode()


@cache
def _template() -> "Template":
    """Return the page's template; to compile it takes longer than to fill it in."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    # The style sheet and the drawings alone are markup: the first is ours, the second matplotlib's.
    environment.filters["drawing"] = Markup
    css = Markup((TEMPLATES / "document.css").read_text())  # noqa: S704
    return environment.get_template("document.html.j2", globals={"css": css})
