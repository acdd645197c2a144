"""`countersign dead-letters`: what only a person can take further, over all cases."""

from uuid import UUID

import click

from flows.commands.casebook import done
from reports.text import printable
from tasks.casebook import case_records, dead_letters


@click.command("dead-letters")
@click.option("--all", "every", is_flag=True, help="Those that were resolved too, with how.")
def list_dead_letters(every: bool) -> None:
    """List what needs a person, oldest first."""
    done(_list(every))


async def _list(every: bool) -> None:
    letters = await (dead_letters.every() if every else dead_letters.unresolved())
    processes: dict[UUID, str] = {row.id: row.process for row in await case_records.listing()}
    for letter in letters:
        whose = f"{processes.get(letter.case_id, '')} case {letter.case_id}" if letter.case_id else letter.object
        click.echo(f"{letter.at:%Y-%m-%d %H:%M} UTC  {letter.kind}  {whose}")
        click.echo(printable(f"  {letter.reason}"))
        if letter.resolved_at is not None:
            click.echo(printable(f"  resolved {letter.resolved_at:%Y-%m-%d %H:%M} UTC: {letter.resolution}"))
    if not letters:
        click.echo("there are no dead letters" if every else "nothing needs a person")
