"""`countersign agents versions`, `activate` and `back`: which prompt of an agent runs."""

from typing import TYPE_CHECKING

import click

from flows.commands.casebook import done
from flows.commands.options import AS
from reports.text import printable

if TYPE_CHECKING:
    from typing import Any

    from agents.spec import Agent
    from tasks.casebook.version_states import Standing


def version_line(standing: "Standing") -> str:
    """Return how a version stands, as one line."""
    where = " (as shipped)" if standing.shipped else ""
    first = "" if standing.pinned or standing.state != "active" else " from its first use on"
    return f"version {standing.version}{where}: {standing.state}{first}"


@click.command()
@click.argument("agent")
def versions(agent: str) -> None:
    """List the versions of AGENT: draft, evaluated, active or retired, with their scores."""
    from agents.roster import agent_named
    from tasks.casebook.version_states import standings

    for standing in done(standings(agent_named(agent))):
        click.echo(version_line(standing))
        for by, score in standing.scores.items():
            click.echo(f"  {by}: {score}")
        for activation in standing.activations:
            undone = f", until {activation.undone_at:%Y-%m-%d %H:%M} UTC" if activation.undone_at else ""
            who = f"{activation.person or 'installed'}, “{activation.comment}”"
            click.echo(printable(f"  active from {activation.at:%Y-%m-%d %H:%M} UTC{undone}: {who}"))


@click.command()
@click.argument("agent")
@click.argument("version", required=False)
@click.option("--comment", default="", help="Why it is to run; needed where it scores lower than the active version.")
@AS
def activate(agent: str, version: str | None, comment: str, who: str | None) -> None:
    """Let VERSION of AGENT, or the shipped prompt, run from now on, whatever prompt later code brings."""
    from agents.roster import agent_named

    name, doubts = done(_activated(agent_named(agent), version, comment, who))
    click.echo(f"version {name} of {agent} runs from now on; `countersign agents back {agent}` goes back")
    for doubt in doubts:
        click.echo(printable(f"  for the reason given, though: {doubt}"))


async def _activated(
    agent: "Agent[Any, Any]", version: str | None, comment: str, who: str | None
) -> tuple[str, list[str]]:
    from flows.commands.identity import word_of
    from tasks.casebook.activation import activate
    from tasks.casebook.agent_versions import version_named
    from tasks.evaluating.files import evaluation_of

    word = await word_of(who, comment)
    chosen = await version_named(agent, version)
    return chosen.version, await activate(agent, chosen, word, evaluation_of(agent).cases)


@click.command()
@click.argument("agent")
@click.option("--comment", default="", help="Why.")
@AS
def back(agent: str, comment: str, who: str | None) -> None:
    """Go back to the version of AGENT that was active before."""
    from agents.roster import agent_named

    click.echo(f"version {done(_back(agent_named(agent), comment, who))} of {agent} runs again")


async def _back(agent: "Agent[Any, Any]", comment: str, who: str | None) -> str:
    from flows.commands.identity import word_of
    from tasks.casebook.activation import back

    return await back(agent, await word_of(who, comment))
