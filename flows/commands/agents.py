"""`countersign agents`: who thinks here, about what, and how they have done so far."""

import click

from flows.commands.casebook import done


@click.command()
def agents() -> None:
    """List the agents with what they can do, cost, success rate and latency so far."""
    from agents.roster import AGENTS
    from tasks.casebook.budgets import dollars
    from tasks.casebook.model_calls import records

    seen = done(records())
    for agent in AGENTS.values():
        click.echo(f"{agent.name:<22} {agent.title}: {', '.join(sorted(agent.capabilities))}")
        click.echo(f"{'':<22} tier {agent.tier}, prompt {agent.prompt_version}, at most {agent.limits.calls} calls")
        record = seen.get(agent.name)
        if record is None:
            click.echo(f"{'':<22} has asked no language model yet")
            continue
        click.echo(
            f"{'':<22} {record.requests} requests, {record.calls} calls, {record.answered / record.calls:.0%} of them "
            f"answered well, {record.latency_ms:.0f} ms each, {dollars(record.cost)} US dollars"
        )
