"""`countersign evaluate`: how well agents answer their cases, by their rules and by each provider."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.casebook import done
from flows.commands.evaluated import refuse_unwritable, tell, written

if TYPE_CHECKING:
    from datetime import datetime

    from agents.spec import Agent
    from blocks.language_model import LanguageModel, Provider
    from tasks.casebook.admission import News
    from tasks.evaluating.examination import Examined
    from tasks.evaluating.run import Examiner


@click.command()
@click.argument("agent", required=False)
@click.option("--provider", "providers", multiple=True, metavar="NAME", help="Ask this provider only; may stand again.")
@click.option("--rules", "rules_only", is_flag=True, help="Ask no provider, only the agents' rules.")
@click.option("--version", help="An earlier version of AGENT, as `countersign agents versions` names it.")
@click.option("--html", "page", metavar="FILE", type=click.Path(path_type=Path), help="The page: .html, .pdf or .xlsx.")
@click.option("--fail-if-lower", is_flag=True, help="End with an error where one scores lower than before.")
def evaluate(
    agent: str | None, providers: tuple[str, ...], rules_only: bool, version: str | None, page: Path | None,
    fail_if_lower: bool,
) -> None:  # fmt: skip
    """Evaluate AGENT, or each one, by its cases: quality, cost and latency, side by side."""
    if version and not agent:
        raise click.UsageError("--version needs the AGENT whose version it is")
    if page:
        refuse_unwritable(page)
    may_ask = False if rules_only else _reach_prefect(asked=bool(providers))
    found, at = done(_examined(agent, version, providers, may_ask))
    tell(found)
    click.echo(f"every answer with its checks: {written(found, at, page)}")
    if any(one.unasked for one in found):
        raise click.ClickException("not everybody who should have answered did: see above")
    if fail_if_lower and any(one.lower for one in found):
        raise click.ClickException("a score is lower than before: see above")


def _reach_prefect(*, asked: bool) -> bool:
    """Tell whether the language model's block can be read; raise `NotUp` where a provider is to be `asked`."""
    from flows.embedded.environment import NotUp, reach_prefect

    try:
        reach_prefect()
    except NotUp:
        if asked:
            raise
        click.echo("No stack of this home is running, so no language model is known: only the rules are evaluated.")
        return False
    return True


async def _examined(
    name: str | None, version: str | None, providers: tuple[str, ...], may_ask: bool
) -> "tuple[list[Examined], datetime]":
    from agents.roster import AGENTS, agent_named
    from tasks.casebook.database import database_now
    from tasks.evaluating.examination import examined
    from tasks.evaluating.files import evaluation_of

    agents = [agent_named(name)] if name else list(AGENTS.values())
    for agent in agents:
        evaluation_of(agent)  # a file that is refused later would lose what was paid for until then
    at = await database_now()
    examiners = await _examiners(providers, at) if may_ask else []
    return [await examined(agent, version, examiners) for agent in agents], at


async def _examiners(providers: tuple[str, ...], at: "datetime") -> "list[Examiner]":
    from blocks.language_model import LanguageModel
    from tasks.block_document import load_block
    from tasks.casebook.budgets import nanodollars
    from tasks.evaluating.run import Examiner

    language_model = await load_block(LanguageModel) or LanguageModel()
    known = [provider.name for provider in language_model.providers]
    unknown = [name for name in providers if name not in known]
    if unknown:
        raise click.ClickException(
            f"the language model has no provider '{unknown[0]}': it has {', '.join(known) or 'none'}"
        )
    if language_model.offline:
        click.echo("There is no language model: only the rules are evaluated.")
    limits = {f"day/{at:%Y-%m-%d}": language_model.day_budget, "tenant": language_model.tenant_budget}
    caps = {scope: nanodollars(limit) for scope, limit in limits.items() if limit is not None}
    return [
        Examiner(_alone(language_model, name), caps, Terminal()) for name in known if name in providers or not providers
    ]


def _alone(language_model: "LanguageModel", name: str) -> "LanguageModel":
    chosen = [provider for provider in language_model.providers if provider.name == name]
    return language_model.model_copy(update={"providers": chosen})


class Terminal:
    """Whoever sits at the terminal: told what a run's log would say, and shown no drafts."""

    async def hear(self, provider: "Provider", news: "News") -> None:
        if news.opened:
            click.echo(f"provider {provider.name} failed five times within a minute: it is left alone for now")
        for scope in news.near_their_cap:
            click.echo(f"the budget of {scope} is at 80 %")

    async def see(self, agent: "Agent[Any, Any]", draft: str, *, share: float) -> None:
        """Drafts of many cases at once would be no sight."""
