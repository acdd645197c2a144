"""`countersign settle`: a person's word on an effect of which nobody knows whether it was done."""

import click

from flows.commands.casebook import done
from flows.commands.identity import word_of
from tasks.casebook import case_records
from tasks.casebook.doubts import settle_doubt


@click.command()
@click.argument("case")
@click.argument("effect")
@click.option("--sent/--not-sent", required=True, help="Whether it was done; with --not-sent it is sent once more.")
@click.option("--comment", required=True, help="How you know.")
@click.option("--as", "who", help="Who says it, on the embedded set-up only; the audit says it was not proved.")
def settle(case: str, effect: str, sent: bool, comment: str, who: str | None) -> None:
    """Say whether EFFECT of CASE, which is in doubt ("deliver/4"), was done."""
    done(_settle(case, effect, sent, comment, who))


async def _settle(reference: str, effect: str, sent: bool, comment: str, who: str | None) -> None:
    word = await word_of(who, comment)
    case = await case_records.find(reference)
    remaining = await settle_doubt(case.id, effect, sent=sent, word=word)
    click.echo(f"{word.name} says that {effect} of case {case.id} was {'' if sent else 'not '}sent")
    if remaining:
        click.echo(f"{remaining} more in doubt: `countersign show {case.id}` lists them")
    elif case.state == "running":
        click.echo("the keeper runs the case again" + ("" if sent else ", which sends it once"))
