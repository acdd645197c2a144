"""`countersign import`: load books, or look at an unknown export and propose how to map it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.casebook import done
from tasks.settings import settings

if TYPE_CHECKING:
    from flows.financial_reporting.books.changes import Change


@click.command("import")
@click.argument("contract", type=click.Choice(["books"]))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mapping file.")
@click.option("--replace", is_flag=True, help="Start clean: PATH is all of the books, what it lacks is gone.")
@click.option("--profile", is_flag=True, help="Load nothing: look at PATH and propose a mapping file.")
def import_(contract: str, path: Path, mapping: Path | None, replace: bool, profile: bool) -> None:
    """Add the books at PATH, a file or a folder of CSV or Parquet; refused whole where anything is wrong.

    New entries join what is there; accounts, budgets and balances of the same key take the place of earlier ones.
    """
    if profile:
        from flows.financial_reporting.books.profile import profile as looked_at

        report, proposed = looked_at(path)
        click.echo(report, err=True)
        click.echo(proposed)
        return
    click.echo(done(load(path, mapping, replace=replace)))


def load_sample(say: Callable[[str], None]) -> None:
    """Load the sample company, unless its books are there; refuse a home that holds other books."""
    say(done(_load_sample()))


async def load(path: Path, mapping: Path | None, *, note: str = "", replace: bool = False) -> str:
    """Add the books at `path` to the imported ones, or let them take their place; say what changed."""
    from flows.financial_reporting.books.library import import_books
    from tasks.casebook.closings import closed_through

    closed = await closed_through()
    manifest, changes = await import_books(
        path, mapping, closed_through=closed, note=note or path.name, replace=replace
    )
    return "\n".join([f"the books are now at version {manifest['sha256'][:12]}:", *map(_line, changes)])


def _line(change: "Change") -> str:
    counted = {"new": change.new, "replaced": change.replaced, "unchanged": change.unchanged, "gone": change.gone}
    told = ", ".join(f"{count:,} {word}" for word, count in counted.items() if count or word != "gone")
    return f"  {'entries' if change.table == 'journal' else change.table.replace('_', ' '):<15} {told}"


def _name_the_documents(folder: Path) -> None:
    """Let finance people and the researcher search the sample company's documents, unless the home names others."""
    if not settings().documents_file.exists():
        readers = {"groups": ["finance"], "agents": ["finance_researcher"]}
        named = {"folders": {"sample": {"path": str(folder), "tenant": settings().tenant, "readers": readers}}}
        settings().documents_file.write_text(json.dumps(named, indent=2) + "\n", encoding="utf-8")


async def _load_sample() -> str:
    from flows.financial_reporting.books.library import NAME
    from flows.financial_reporting.sample import FOLDER
    from tasks.casebook.contents import notes

    _name_the_documents(FOLDER / "documents")
    held = await notes(NAME)
    if not held:
        return f"the sample company: {await load(FOLDER, None, note='sample company')}"
    if held[0] != "sample company":
        raise PermissionError(
            f"The demo's home {settings().home} holds other books, and the demo does not mix the sample company into "
            "them: move that folder away."
        )
    return "the sample company is loaded already"
