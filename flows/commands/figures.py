"""`countersign figures`: the computed figures as JSON, without server or model."""

from pathlib import Path

import click

from flows.commands.brief import text_of


@click.command()
@click.argument("process", type=click.Choice(["financial-reporting"]))
@click.option("--data", type=click.Path(exists=True, path_type=Path), required=True, help="Folder with the data.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Mapping file.")
@click.option("--brief", required=True, help="The brief as JSON, a list of briefs, or @FILE.")
def figures(process: str, data: Path, mapping: Path | None, brief: str) -> None:
    """Print the figures that PROCESS computes for a brief."""
    import gc

    from flows.financial_reporting.command import figures_json

    gc.disable()  # one answer and the process ends: what is made on the way is never garbage worth looking for
    click.echo(figures_json(data, mapping, text_of(brief)))
