"""`countersign agents`: who thinks here, about what, in which version, and how they have done so far."""

from typing import TYPE_CHECKING

import click

from flows.commands.agent_versions import activate, back, version_line, versions
from flows.commands.casebook import done
from flows.commands.options import AS, WHY
from reports.text import printable

if TYPE_CHECKING:
    from tasks.casebook.agent_records import Record

INDENT = f"{'':<22} "


@click.group(invoke_without_command=True)
@click.pass_context
def agents(ctx: click.Context) -> None:
    """List the agents with version, cost, success rate and latency so far; choose their versions, or switch one off."""
    if ctx.invoked_subcommand is None:
        done(_list())


async def _list() -> None:
    from agents.roster import AGENTS
    from reports.terminal import filled
    from tasks.casebook.agent_records import records
    from tasks.casebook.agent_switches import switched_off
    from tasks.casebook.version_states import standings, waiting

    seen, off = await records(), await switched_off()
    for agent in AGENTS.values():
        click.echo(f"{agent.name:<22} {agent.title}: {', '.join(sorted(agent.capabilities))}")
        click.echo(f"{INDENT}tier {agent.tier}, at most {agent.limits.calls} calls")
        if agent.name in off:
            who = off[agent.name]
            click.echo(printable(f"{INDENT}switched off by {who.person} on {who.at:%Y-%m-%d}: {who.comment}"))
        standing = await standings(agent)
        for one in standing:
            if one.shipped or one.state == "active":
                click.echo(f"{INDENT}{version_line(one)}")
        if sentence := waiting(agent, standing):
            click.echo("\n".join(filled(sentence, indent=INDENT)))
        click.echo(INDENT + _record(seen.get(agent.name)))


def _record(record: "Record | None") -> str:
    from tasks.casebook.budgets import dollars

    if record is None:
        return "has asked no language model yet"
    return (
        f"{record.requests} requests, {record.calls} calls, {record.answered / record.calls:.0%} of them "
        f"answered well, {record.latency_ms:.0f} ms each, {dollars(record.cost)} US dollars"
    )


@agents.command("off")
@click.argument("name")
@WHY
@AS
def switch_off(name: str, comment: str, who: str | None) -> None:
    """Ask NAME no more: a capable agent stands in for it, or its rules answer."""
    _switch(name, comment, who, on=False)


@agents.command("on")
@click.argument("name")
@WHY
@AS
def switch_on(name: str, comment: str, who: str | None) -> None:
    """Ask NAME again."""
    _switch(name, comment, who, on=True)


def _switch(name: str, comment: str, who: str | None, *, on: bool) -> None:
    from agents.roster import agent_named
    from flows.commands.identity import word_of
    from tasks.casebook.agent_switches import switch

    changed = done(switch(agent_named(name).name, done(word_of(who, comment)), on=on))
    click.echo(f"{name} is {'' if changed else 'already '}switched {'on' if on else 'off'}")


for command in (versions, activate, back):
    agents.add_command(command)
