"""`countersign lessons`: what people corrected in drafts, and what of it agents are told from now on."""

from typing import TYPE_CHECKING

import click

from flows.commands.casebook import done
from flows.commands.options import AS, WHY
from reports.text import printable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from sqlalchemy import Row

    from tasks.casebook.words import Word


@click.group(invoke_without_command=True)
@click.pass_context
def lessons(ctx: click.Context) -> None:
    """List what people corrected in drafts; accept, reword, reject or delete it as a lesson for an agent."""
    if ctx.invoked_subcommand is None:
        done(_list())


async def _list() -> None:
    from reports.terminal import filled
    from tasks.case_id import short_id
    from tasks.casebook.lessons import listing

    rows = await listing()
    for row in rows:
        whose = f"told to {row.agent} in {row.process}" if row.agent else f"from {row.process}"
        decided = f" by {row.decided_by}" if row.decided_by else ""
        click.echo(f"{str(row.id)[:8]}  {row.state}{decided}, {whose}")
        click.echo(printable(f"  {row.author}, {row.at:%Y-%m-%d}, case {short_id(row.case_id)}, {row.step}"))
        click.echo("\n".join(filled(f"“{row.text}”", more=1)))
    if not rows:
        click.echo("there are no lessons: each request for changes proposes one")


@lessons.command()
@click.argument("lesson")
@click.option("--agent", required=True, help="Who is told it, as `countersign agents` names them.")
@click.option("--comment", required=True, help="Why it holds from now on.")
@AS
def accept(lesson: str, agent: str, comment: str, who: str | None) -> None:
    """Tell an agent LESSON in its process from now on; not for the one whose words it is."""
    from agents.roster import agent_named
    from tasks.casebook.lessons import accept

    name = agent_named(agent).name
    row = done(_changed(lesson, who, comment, lambda row, word: accept(row, name, word)))
    click.echo(
        f"{name} is told it from now on in {row.process}; `countersign evaluate {name}` says what that does to it"
    )


@lessons.command()
@click.argument("lesson")
@click.option("--text", required=True, help="The lesson in other words, one line.")
@WHY
@AS
def reword(lesson: str, text: str, comment: str, who: str | None) -> None:
    """Put LESSON into other words; another person accepts it as it then stands."""
    from tasks.casebook.lessons import reword

    done(_changed(lesson, who, comment, lambda row, word: reword(row, text, word)))
    click.echo("the words are yours now and are told to nobody: another person must accept them")


@lessons.command()
@click.argument("lesson")
@click.option("--comment", required=True, help="Why not.")
@AS
def reject(lesson: str, comment: str, who: str | None) -> None:
    """Keep LESSON from every agent."""
    from tasks.casebook.lessons import reject

    done(_changed(lesson, who, comment, reject))
    click.echo("no agent is told it")


@lessons.command()
@click.argument("lesson")
@WHY
@AS
def delete(lesson: str, comment: str, who: str | None) -> None:
    """Delete LESSON; no later request tells it."""
    from tasks.casebook.lessons import forget

    done(_changed(lesson, who, comment, forget))
    click.echo("it is deleted and told to nobody; where it was accepted or reworded, the audit keeps its words")


async def _changed(
    reference: str, who: str | None, comment: str, change: "Callable[[Row[Any], Word], Awaitable[None]]"
) -> "Row[Any]":
    from flows.commands.identity import word_of
    from tasks.casebook.lessons import find

    word = await word_of(who, comment)
    row = await find(reference)
    await change(row, word)
    return row
