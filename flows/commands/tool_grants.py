"""`countersign tools grant`, `revoke` and `accept`: who may use which tool, said while the system runs."""

from typing import Any

import click

from flows.commands.casebook import done
from flows.commands.options import AS, WHY

AGENT = click.option("--agent", help="The agent's name, as `countersign agents` lists it.")
MOST = click.IntRange(min=0)


@click.command()
@click.argument("tool")
@AGENT
@click.option("--every-agent", is_flag=True, help="Every agent that names it.")
@click.option("--per-minute", type=MOST, help="Most calls of each agent in 60 seconds.")
@click.option("--per-day", type=MOST, help="Most calls of each agent on a day (UTC).")
@click.option("--per-case", type=MOST, help="Most calls of each agent in a case.")
@WHY
@AS
def grant(tool: str, agent: str | None, every_agent: bool, comment: str, who: str | None, **limits: int | None) -> None:
    """Let an agent use TOOL, within limits; a grant takes the place of the one before."""
    if (agent is None) != every_agent:
        raise click.UsageError("Say whom: --agent NAME, or --every-agent.")
    note = _note(agent, tool)
    done(_grant(tool, agent, limits, comment, who))
    click.echo(f"{agent or 'every agent that names it'} may use {tool} from the next call on{note}")


async def _grant(tool: str, agent: str | None, limits: dict[str, Any], comment: str, who: str | None) -> None:
    from flows.commands.identity import word_of
    from tasks.casebook import tool_grants
    from tasks.casebook.tool_terms import Quota
    from tasks.tools.registry import grantable
    from tasks.tools.schema import schema_sha256

    word = await word_of(who, comment)
    schema = schema_sha256(await grantable(tool))
    await tool_grants.grant(tool, agent or tool_grants.EVERY_AGENT, Quota(**limits), word, schema=schema)


@click.command()
@click.argument("tool")
@AGENT
@WHY
@AS
def revoke(tool: str, agent: str | None, comment: str, who: str | None) -> None:
    """Take TOOL from an agent, or from all of them; the next call is refused."""
    done(_revoke(tool, agent, comment, who))
    click.echo(f"{agent} may no longer use {tool}" if agent else f"no agent may use {tool} any more")


async def _revoke(tool: str, agent: str | None, comment: str, who: str | None) -> None:
    from flows.commands.identity import word_of
    from tasks.casebook import tool_grants
    from tasks.settings import settings
    from tasks.tools.registry import is_known

    granted, _ = await tool_grants.listing()
    if not await is_known(settings().tenant, tool) and not any(name == tool for name, _ in granted):
        raise click.ClickException(f"There is no tool '{tool}': `countersign tools` lists them.")
    await tool_grants.revoke(tool, agent or tool_grants.EVERY_AGENT, await word_of(who, comment))


@click.command()
@click.argument("tool")
@click.option("--schema", help="The digits that `countersign tools show` printed: no other is accepted.")
@WHY
@AS
def accept(tool: str, schema: str | None, comment: str, who: str | None) -> None:
    """Accept what TOOL says of itself as what may be called: `countersign tools show` shows it."""
    schema = done(_accept(tool, schema or "", comment, who))
    click.echo(f"{tool} is accepted as it is now ({schema[:12]})")


async def _accept(tool: str, shown: str, comment: str, who: str | None) -> str:
    from flows.commands.identity import word_of
    from tasks.casebook import tool_grants
    from tasks.tools.registry import grantable
    from tasks.tools.schema import schema_sha256

    word = await word_of(who, comment)
    schema = schema_sha256(await grantable(tool, writes=True))  # as an effect it is held to it too
    if not schema.startswith(shown):
        raise click.ClickException(
            f"{tool} says something else by now ({schema[:12]}): `countersign tools show {tool}`."
        )
    await tool_grants.accept(tool, schema, word)
    return schema


def _note(agent: str | None, tool: str) -> str:
    """Return what whoever grants should know of the agent; refuse one that there is not."""
    from agents.roster import AGENTS

    if agent is None:
        return ""
    if agent not in AGENTS:
        raise click.ClickException(f"There is no agent '{agent}': `countersign agents` lists them.")
    named = tool in AGENTS[agent].tools
    return "" if named else f", once it names it: add it to `tools` in agents/{agent}.py"
