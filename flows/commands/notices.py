"""`countersign notices`: what people were told beside their cases, and where."""

import click

from flows.commands.casebook import done
from reports.text import printable
from tasks.casebook import notices as kept


@click.command()
def notices() -> None:
    """List what providers, tools and budgets had people told of, oldest first."""
    rows = done(kept.latest())
    for row in rows:
        where = {"": "not told yet", "log": "in the keeper's log"}.get(row.message, f"in Slack, {row.message}")
        click.echo(printable(f"{row.at:%Y-%m-%d %H:%M} UTC  {row.text} ({where})"))
    if not rows:
        click.echo("there are no notices")
