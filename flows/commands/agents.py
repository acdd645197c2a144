"""`countersign agents`: who thinks here, about what, in which version, and how they have done so far."""

from typing import TYPE_CHECKING

import click

from flows.commands.casebook import done
from reports.text import printable

if TYPE_CHECKING:
    from typing import Any

    from agents.spec import Agent
    from tasks.casebook.agent_records import Record
    from tasks.casebook.version_states import Standing

_AS = "Who you are, on the embedded set-up only; the audit says it was not proved."
INDENT = f"{'':<22} "


@click.group(invoke_without_command=True)
@click.pass_context
def agents(ctx: click.Context) -> None:
    """List the agents with version, cost, success rate and latency so far; choose their versions, or switch one off."""
    if ctx.invoked_subcommand is None:
        done(_list())


async def _list() -> None:
    from agents.roster import AGENTS
    from tasks.casebook.agent_records import records
    from tasks.casebook.agent_switches import switched_off
    from tasks.casebook.version_states import standings

    seen, off = await records(), await switched_off()
    for agent in AGENTS.values():
        click.echo(f"{agent.name:<22} {agent.title}: {', '.join(sorted(agent.capabilities))}")
        click.echo(f"{INDENT}tier {agent.tier}, at most {agent.limits.calls} calls")
        if agent.name in off:
            who = off[agent.name]
            click.echo(printable(f"{INDENT}switched off by {who.person} on {who.at:%Y-%m-%d}: {who.comment}"))
        for standing in await standings(agent):
            if standing.shipped or standing.state == "active":
                click.echo(f"{INDENT}{_version(standing)}")
        click.echo(INDENT + _record(seen.get(agent.name)))


def _version(standing: "Standing") -> str:
    where = " (as shipped)" if standing.shipped else ""
    pinned = "" if standing.pinned or standing.state != "active" else ", until the code brings another"
    return f"version {standing.version}{where}: {standing.state}{pinned}"


def _record(record: "Record | None") -> str:
    from tasks.casebook.budgets import dollars

    if record is None:
        return "has asked no language model yet"
    return (
        f"{record.requests} requests, {record.calls} calls, {record.answered / record.calls:.0%} of them "
        f"answered well, {record.latency_ms:.0f} ms each, {dollars(record.cost)} US dollars"
    )


@agents.command()
@click.argument("agent")
def versions(agent: str) -> None:
    """List the versions of AGENT: draft, evaluated, active or retired, with their scores."""
    from agents.roster import agent_named
    from tasks.casebook.version_states import standings

    for standing in done(standings(agent_named(agent))):
        click.echo(_version(standing))
        for by, score in standing.scores.items():
            click.echo(f"  {by}: {score}")
        for activation in standing.activations:
            undone = f", until {activation.undone_at:%Y-%m-%d %H:%M} UTC" if activation.undone_at else ""
            who = f"{activation.person}, “{activation.comment}”"
            click.echo(printable(f"  active from {activation.at:%Y-%m-%d %H:%M} UTC{undone}: {who}"))


@agents.command()
@click.argument("agent")
@click.argument("version", required=False)
@click.option("--comment", default="", help="Why it is to run; needed where it scores lower than the active version.")
@click.option("--as", "who", help=_AS)
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

    word = await word_of(who, comment)
    chosen = await version_named(agent, version)
    return chosen.version, await activate(agent, chosen, word)


@agents.command()
@click.argument("agent")
@click.option("--comment", default="", help="Why.")
@click.option("--as", "who", help=_AS)
def back(agent: str, comment: str, who: str | None) -> None:
    """Go back to the version of AGENT that was active before."""
    from agents.roster import agent_named

    click.echo(f"version {done(_back(agent_named(agent), comment, who))} of {agent} runs again")


async def _back(agent: "Agent[Any, Any]", comment: str, who: str | None) -> str:
    from flows.commands.identity import word_of
    from tasks.casebook.activation import back

    return await back(agent, await word_of(who, comment))


@agents.command("off")
@click.argument("name")
@click.option("--comment", required=True, help="Why.")
@click.option("--as", "who", help="Who you are, on the embedded set-up only; the audit says it was not proved.")
def switch_off(name: str, comment: str, who: str | None) -> None:
    """Ask NAME no more: a capable agent stands in for it, or its rules answer."""
    _switch(name, comment, who, on=False)


@agents.command("on")
@click.argument("name")
@click.option("--comment", required=True, help="Why.")
@click.option("--as", "who", help="Who you are, on the embedded set-up only; the audit says it was not proved.")
def switch_on(name: str, comment: str, who: str | None) -> None:
    """Ask NAME again."""
    _switch(name, comment, who, on=True)


def _switch(name: str, comment: str, who: str | None, *, on: bool) -> None:
    from agents.roster import agent_named
    from flows.commands.identity import word_of
    from tasks.casebook.agent_switches import switch

    changed = done(switch(agent_named(name).name, done(word_of(who, comment)), on=on))
    click.echo(f"{name} is {'' if changed else 'already '}switched {'on' if on else 'off'}")
