"""`countersign token`: what people prove with who they are, given and taken back by an operator."""

import click

from flows.commands.casebook import done
from tasks.casebook import tokens
from tasks.deciding.rules import load_rules


@click.command()
@click.argument("person")
@click.option("--revoke", is_flag=True, help="Give none: the person's tokens count no more.")
def token(person: str, revoke: bool) -> None:
    """Give PERSON a personal token (for COUNTERSIGN_TOKEN); earlier ones are revoked."""
    if revoke:
        click.echo(f"tokens of {person} that counted until now: {done(tokens.revoke(person))}")
        return
    load_rules().people.person(person)
    click.echo(done(tokens.issue(person)))
