"""`countersign setup`, `up` and `down`: the embedded stack on this machine."""

import click

from flows.embedded import stack


@click.command()
def setup() -> None:
    """Make the casebook's tables and the people and policies files."""
    stack.prepare(click.echo)
    click.echo("the casebook is ready")


@click.command()
def up() -> None:
    """Start Prefect server, worker and keeper on this machine, and leave them running."""
    stack.up(click.echo)


@click.command()
def down() -> None:
    """End what `up` started."""
    stack.down(click.echo)
