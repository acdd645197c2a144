"""`countersign agents`: who thinks here, about what, and how they have done so far; and who is not asked any more."""

import click

from flows.commands.casebook import done
from reports.text import printable


@click.group(invoke_without_command=True)
@click.pass_context
def agents(ctx: click.Context) -> None:
    """List the agents with what they can do, cost, success rate and latency so far; switch one off, or on again."""
    if ctx.invoked_subcommand is not None:
        return
    from agents.roster import AGENTS
    from tasks.casebook.agent_switches import switched_off
    from tasks.casebook.budgets import dollars
    from tasks.casebook.model_calls import records

    seen, off = done(records()), done(switched_off())
    for agent in AGENTS.values():
        click.echo(f"{agent.name:<22} {agent.title}: {', '.join(sorted(agent.capabilities))}")
        click.echo(f"{'':<22} tier {agent.tier}, prompt {agent.prompt_version}, at most {agent.limits.calls} calls")
        if agent.name in off:
            who = off[agent.name]
            click.echo(printable(f"{'':<22} switched off by {who.person} on {who.at:%Y-%m-%d}: {who.comment}"))
        record = seen.get(agent.name)
        if record is None:
            click.echo(f"{'':<22} has asked no language model yet")
            continue
        click.echo(
            f"{'':<22} {record.requests} requests, {record.calls} calls, {record.answered / record.calls:.0%} of them "
            f"answered well, {record.latency_ms:.0f} ms each, {dollars(record.cost)} US dollars"
        )


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
    from agents.roster import AGENTS
    from flows.commands.identity import word_of
    from tasks.casebook.agent_switches import switch

    if name not in AGENTS:
        raise click.BadParameter(f"there is no agent '{name}': it is one of {', '.join(AGENTS)}", param_hint="NAME")
    changed = done(switch(name, done(word_of(who, comment)), on=on))
    click.echo(f"{name} is {'' if changed else 'already '}switched {'on' if on else 'off'}")
