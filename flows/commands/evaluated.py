"""What `countersign evaluate` prints, and the page that it writes."""

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import click

from reports.text import printable

if TYPE_CHECKING:
    from datetime import datetime

    from tasks.evaluating.examination import Examined


def refuse_unwritable(page: Path) -> None:
    """Refuse a page that could not be written, before anybody is asked and paid."""
    why = ""
    if page.suffix not in (".html", ".pdf", ".xlsx"):
        why = "must end in .html, .pdf or .xlsx"
    elif page.is_dir():
        why = "is a folder: name a file"
    elif page.exists() and not os.access(page, os.W_OK):
        why = "may not be written: name another file"
    else:
        try:
            page.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=page.parent):
                pass
        except OSError as error:
            why = f"cannot be written, since nothing can be in {page.parent} ({error.strerror}): name another folder"
    if why:
        raise click.BadParameter(f"'{page}' {why}", param_hint="--html")


def tell(found: "list[Examined]") -> None:
    """Print who answered how well, what failed, and what is lower than before."""
    from reports.terminal import WIDTH, filled
    from reports.terminal_table import table_lines
    from tasks.evaluating.page import summary

    for line in table_lines(summary(found), WIDTH):
        click.echo(printable(line))
    for one in found:
        for evaluated in one.evaluated:
            for result in evaluated.results:
                if not result.passed:
                    told = f"{one.agent.name} by {evaluated.by}, “{result.name}”: {result.failed}"
                    click.echo("\n".join(filled(told, more=2)))
        for sentence in [f"LOWER: {told}" for told in one.lower] + one.incomparable + one.unasked:
            click.echo("\n".join(filled(sentence, indent="", more=2)))


def written(found: "list[Examined]", at: "datetime", page: Path | None) -> Path:
    """Write the page with every answer, in the home where none is named; return where it is."""
    from reports.render import render
    from reports.standing import Standing
    from tasks.evaluating.page import document
    from tasks.settings import settings

    path = page or settings().home / "evaluations" / f"{at:%Y-%m-%d-%H%M%S}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = document(found, tenant=settings().tenant, at=at)
    path.write_bytes(render(made, Standing(status="notice"), path.suffix.removeprefix(".")))  # pyright: ignore[reportArgumentType]
    return path
