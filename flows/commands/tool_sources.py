"""`countersign tools add` and `remove`: sources of tools, added and removed while the system runs."""

import click

from flows.commands.blocks import reach_blocks
from flows.commands.casebook import done
from flows.commands.options import AS, WHY
from reports.text import printable


@click.command()
@click.argument("name")
@click.argument("kind")
@click.argument("config")
@WHY
@AS
def add(name: str, kind: str, config: str, comment: str, who: str | None) -> None:
    """Add the source NAME of KIND, configured by CONFIG (JSON or @FILE); its tools wait for grants."""
    found = done(_add(name, kind, config, comment, who))
    click.echo(
        printable(f"{name} has {', '.join(found) or 'no tools'}; `countersign tools grant` lets agents use them")
    )


async def _add(name: str, kind: str, config: str, comment: str, who: str | None) -> list[str]:
    reach_blocks()
    from flows.commands.brief import text_of
    from flows.commands.identity import word_of
    from tasks.casebook import tool_sources
    from tasks.tools.sources import discovered

    word = await word_of(who, comment)
    source = tool_sources.proposed(name, kind, tool_sources.read_config(text_of(config)))
    await tool_sources.check_word(name, word)  # nobody starts a server by a word that does not count
    found = await discovered(source)  # and one that cannot say what it has is not added
    await tool_sources.add(source, word)
    return sorted(found)


@click.command()
@click.argument("name")
@WHY
@AS
def remove(name: str, comment: str, who: str | None) -> None:
    """Remove the source NAME, its tools and every grant of them."""
    done(_remove(name, comment, who))
    click.echo(f"{name} and its tools are gone from the next call on")


async def _remove(name: str, comment: str, who: str | None) -> None:
    from flows.commands.identity import word_of
    from tasks.casebook import tool_sources

    await tool_sources.remove(name, await word_of(who, comment))
