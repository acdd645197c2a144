"""`countersign tools`: what agents may look up and work out, who granted it, and what they called."""

import click

from flows.commands.blocks import reach_blocks
from flows.commands.casebook import done
from flows.commands.tool_grants import accept, grant, revoke
from flows.commands.tool_sources import add, remove
from reports.text import printable


@click.group(invoke_without_command=True)
@click.pass_context
def tools(ctx: click.Context) -> None:
    """List the tools of agents with their limits and calls; grant, revoke, add and remove them while all runs."""
    if ctx.invoked_subcommand is not None:
        return
    reach_blocks()
    from tasks.tools.overview import overview

    for line in done(overview()):
        click.echo(printable(line))


@tools.command()
@click.argument("tool")
def show(tool: str) -> None:
    """Show what TOOL says of itself: what it does, takes and gives, and whether that is what was accepted."""
    reach_blocks()
    from tasks.tools.overview import described

    click.echo(printable(done(described(tool))))


for command in (grant, revoke, accept, add, remove):
    tools.add_command(command)
