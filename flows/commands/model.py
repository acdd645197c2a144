"""`countersign model check` and `budgets`: what the providers can do, and what agents may spend."""

from decimal import Decimal, InvalidOperation

import click

from flows.commands.casebook import done
from flows.commands.options import AS, WHY
from reports.text import printable


@click.group()
def model() -> None:
    """See to the language models."""


@model.command()
def check() -> None:
    """Ask each provider of the language model what works, and say what it costs."""
    from flows.embedded.environment import reach_prefect

    reach_prefect()
    from blocks.language_model import LanguageModel
    from tasks.asking.checking import checked
    from tasks.block_document import load_block

    language_model = done(load_block(LanguageModel)) or LanguageModel()
    if language_model.offline:
        click.echo(
            "There is no language model: agents answer by their rules. A LanguageModel block named 'default' adds one."
        )
        return
    findings = done(checked(language_model))
    for found in findings:
        click.echo(f"{found.provider}, {found.tier}: {found.model}")
        told = {"chat": found.chat, **found.forms, "tools": found.tools, "streaming": found.streaming}
        for what, works in told.items():
            click.echo(printable(f"  {what:<12} {works}"))
        click.echo(
            f"  price        {found.price.input_price} US dollars per million tokens read, "
            f"{found.price.output_price} written; this check cost {found.cost.normalize():f}"
        )
    unusable = sorted({f"{found.provider} ({found.tier})" for found in findings if not found.usable})
    if unusable:
        raise click.ClickException(
            f"no agent can be answered by {', '.join(unusable)}: mend the provider's address, model names or "
            "key in the LanguageModel block"
        )


@click.group(invoke_without_command=True)
@click.pass_context
def budgets(ctx: click.Context) -> None:
    """List what cases and days have spent on language models; raise a budget, or leave it to the rules."""
    if ctx.invoked_subcommand is not None:
        return
    from tasks.casebook.budgets import dollars, listing

    standing = done(listing())
    for scope, budget in standing.items():
        more = f", raised by {dollars(budget.raised)}" if budget.raised else ""
        rules = ", left to the rules" if budget.without_models else ""
        click.echo(f"{scope:<44} spent {dollars(budget.spent)}, in flight {dollars(budget.reserved)}{more}{rules}")
    if not standing:
        click.echo("no budget has been drawn from: the LanguageModel block's case_budget and day_budget set them")


@budgets.command("raise")
@click.argument("scope")
@click.argument("amount")
@WHY
@AS
def raise_(scope: str, amount: str, comment: str, who: str | None) -> None:
    """Let SCOPE spend AMOUNT US dollars more."""
    from flows.commands.identity import word_of
    from tasks.casebook.budgets import nanodollars, raise_by

    by = _above_zero(amount)
    cases = done(raise_by(scope, nanodollars(by), done(word_of(who, comment))))
    click.echo(f"{scope} may spend {amount} US dollars more; cases that go on by it: {cases}")


def _above_zero(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal(0)
    if not (amount.is_finite() and amount > 0):
        raise click.BadParameter(f"'{text}' is no amount to raise by: give US dollars above 0", param_hint="AMOUNT")
    return amount


@budgets.command("rules")
@click.argument("scope")
@WHY
@AS
def rules(scope: str, comment: str, who: str | None) -> None:
    """Let the rules answer where SCOPE would have asked a language model."""
    from flows.commands.identity import word_of
    from tasks.casebook.budgets import go_on_by_rules

    cases = done(go_on_by_rules(scope, done(word_of(who, comment))))
    click.echo(f"{scope} goes on by the rules; cases that go on by it: {cases}")
