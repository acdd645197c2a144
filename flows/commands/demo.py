"""`countersign demo`: the whole story on the sample company, with nothing but this machine."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy import Row

from flows.commands.books import load_sample
from flows.commands.casebook import done
from flows.commands.decide import decide
from flows.commands.demo_home import move_in
from flows.commands.following import LOOK_EVERY, Followed
from flows.commands.missing import ways
from flows.commands.run import start
from flows.commands.stack import bring_up
from flows.embedded import stack
from flows.prefect_api import PrefectApi
from reports.text import printable
from tasks.casebook import case_records, ledger
from tasks.typed_commands import program

PERIOD = "2026-10"
"""The sample company's last closed month."""
ENTITY = "Brightwater"
CONTROLLER = "demo-controller"
REQUESTER = "aoife"


@click.command()
@click.option("--interactive", is_flag=True, help="Leave the decision to you.")
def demo(interactive: bool) -> None:
    """Report the sample company's last closed month, from the books to the released pack."""
    began = time.monotonic()
    move_in()
    with stack_while_needed():
        load_sample(click.echo)
        brief = {"entity": ENTITY, "period": PERIOD, "revision": next_revision()}
        if brief["revision"] > 1:
            click.echo(
                f"an earlier demo decided on {PERIOD}: this run is revision {brief['revision']}, "
                "which restates what was released"
            )
        api = PrefectApi()
        followed = Followed(api, start(api, "financial-reporting", brief, REQUESTER))
        _to_the_end(followed, interactive)
        show_result(followed.row())
        click.echo(f"Prefect UI: {api.url.removesuffix('/api')}/runs/flow-run/{followed.run}")
    click.echo(f"done in {time.monotonic() - began:.0f} s")


@contextmanager
def stack_while_needed() -> Iterator[None]:
    """Bring the stack up for the demo; leave it up only where it was up before."""
    was_up = stack.is_up()
    try:
        bring_up(click.echo)
        yield
    except KeyboardInterrupt:
        click.echo("\nthe case stays where it is: start the demo again, and it goes on from there")
        raise
    finally:
        if not was_up:
            stack.down(click.echo)
            again = f"`{program()} up` starts it again, with this run in the Prefect UI"
            click.echo(f"nothing is left running; {again}")


def next_revision() -> int:
    """Return the first revision of the demo's period that is not closed yet."""
    keys = [json.loads(row.natural_key) for row in done(case_records.listing()) if row.state == "closed"]
    return max((key["revision"] for key in keys if key.get("period") == PERIOD), default=0) + 1


def show_result(case: Row[Any]) -> None:
    """Say where the released pack lies, or that none was released."""
    outcome = json.loads(case.outcome)
    if outcome["status"] != "released":
        click.echo(printable(f"the pack was {outcome['status']}, and nothing went out: {outcome['comment']}"))
        return
    click.echo("the pack was released:")
    for effect in done(ledger.of_case(case.id)):
        if effect.receipt:
            click.echo(f"  {effect.kind:<13} {json.loads(effect.receipt)['reference']}")


def _to_the_end(followed: Followed, interactive: bool) -> None:
    """Follow the run until it has ended well; decide, or ask the user to, on each draft that it puts forward."""
    asked = set[str]()
    while not (state := followed.to_rest()).over:
        case = followed.row()
        step = json.loads(case.waits_for or "{}").get("approval")
        if step and step not in asked:
            asked.add(step)
            _decide(case, step, interactive)
        time.sleep(LOOK_EVERY)
    if state.type != "COMPLETED":
        raise click.ClickException(f"run {followed.run} is {state.name.lower()}: {state.message}")


def _decide(case: Row[Any], step: str, interactive: bool) -> None:
    show, approve, *others = done(ways(case.id, step))
    if interactive:
        click.echo("\n".join(("it is your turn; in another terminal:", show, approve, *others)))
        return
    click.echo("the demo controller decides, through the same door as a person:")
    click.echo(approve)
    decide(str(case.id), step, "approve", CONTROLLER, "", "")
