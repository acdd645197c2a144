"""`countersign setup`, `up`, `down` and `env`: the embedded stack on this machine."""

import click

from flows.commands.casebook import done
from flows.embedded import stack
from flows.embedded.environment import NotUp, NotYours, exported
from flows.embedded.home import prepare
from flows.embedded.instance import Instance
from flows.embedded.lock import one_at_a_time


@click.command()
def setup() -> None:
    """Make the casebook's tables and the people and policies files."""
    with one_at_a_time(click.echo):
        done(prepare(click.echo))
    click.echo("the casebook is ready")


@click.command()
def up() -> None:
    """Start Prefect server, worker and keeper on this machine, and leave them running."""
    bring_up(click.echo)


@click.command()
def down() -> None:
    """End what `up` started."""
    stack.down(click.echo)


@click.command()
def env() -> None:
    """Print what `prefect` needs to reach this stack, for a shell: eval "$(countersign env)"."""
    try:
        lines = exported()
    except (NotUp, NotYours):
        click.echo("false")  # or the shell would evaluate nothing, and go on well
        raise
    for line in lines:
        click.echo(line)


def bring_up(say: stack.Say) -> Instance:
    """Make the home and start what is not running; return once a run could start."""
    with one_at_a_time(say):
        done(prepare(say))
        return stack.up(say)
