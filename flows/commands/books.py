"""`countersign import`: load books, or look at an unknown export and propose how to map it."""

from collections.abc import Callable
from pathlib import Path

import click

from flows.commands.casebook import done

SAMPLE = Path(__file__).parents[1] / "financial_reporting" / "sample"


@click.command("import")
@click.argument("contract", type=click.Choice(["books"]))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mapping file.")
@click.option("--profile", is_flag=True, help="Load nothing: look at PATH and propose a mapping file.")
def import_(contract: str, path: Path, mapping: Path | None, profile: bool) -> None:
    """Load the books at PATH, a file or a folder of CSV or Parquet; refused whole where anything is wrong."""
    if profile:
        from flows.financial_reporting.books.profile import profile as looked_at

        report, proposed = looked_at(path)
        click.echo(report, err=True)
        click.echo(proposed)
        return
    click.echo(done(load(path, mapping)))


def load_sample(say: Callable[[str], None]) -> None:
    """Load the sample company, unless its books are there; refuse a home that holds other books."""
    say(done(_load_sample()))


async def load(path: Path, mapping: Path | None, *, note: str = "") -> str:
    """Add the books at `path` to the imported ones; say what they hold now."""
    from flows.financial_reporting.books.library import import_books
    from tasks.casebook.closings import closed_through

    closed = await closed_through()
    manifest, counts = await import_books(path, mapping, closed_through=closed, note=note or path.name)
    held = ", ".join(f"{count:,} {table.replace('_', ' ')}" for table, count in counts.items())
    return f"the books now hold {held} (version {manifest['sha256'][:12]})"


async def _load_sample() -> str:
    from flows.financial_reporting.books.library import NAME
    from tasks.casebook.contents import notes

    held = await notes(NAME)
    if not held:
        return f"the sample company: {await load(SAMPLE, None, note='sample company')}"
    if held[0] != "sample company":
        raise PermissionError(
            "This home holds books of your own, and the demo does not mix the sample company into them: "
            "give it another home with COUNTERSIGN_HOME=FOLDER."
        )
    return "the sample company is loaded already"
