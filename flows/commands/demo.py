"""`countersign demo`: the whole story on the sample company, with nothing but this machine."""

import json
import os
import shlex
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy import Row

from flows.commands.books import load_sample
from flows.commands.casebook import done
from flows.commands.decide import decide
from flows.commands.run import start, told
from flows.embedded import stack
from flows.prefect_api import PrefectApi, RunState
from tasks.casebook import cases as casebook
from tasks.casebook import ledger

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
    with stack_while_needed():
        load_sample(click.echo)
        brief = {"entity": ENTITY, "period": PERIOD, "revision": next_revision()}
        if brief["revision"] > 1:
            click.echo(
                f"{PERIOD} was released by an earlier demo: this run is revision {brief['revision']} and restates it"
            )
        api = PrefectApi()
        run = start(api, "financial-reporting", brief, REQUESTER)
        shown: dict[str, str] = {}
        _unless_over(run, told(api, run, shown=shown))
        case = case_of(run)
        _decide(case, interactive)
        state = told(api, run, over=True, shown=shown)
        if state.type != "COMPLETED":
            _unless_over(run, state)
        show_result(case)
        click.echo(f"Prefect UI: {api.url.removesuffix('/api')}/runs/flow-run/{run}")
    click.echo(f"done in {time.monotonic() - began:.0f} s")


@contextmanager
def stack_while_needed() -> Iterator[None]:
    """Bring the stack up for the demo; leave it up only where it was up before."""
    was_up = stack.supervisor_pid() is not None
    stack.up(click.echo)
    try:
        yield
    finally:
        if not was_up:
            stack.down(click.echo)
            click.echo("nothing is left running; `make up` starts it again, with this run in the Prefect UI")


def next_revision() -> int:
    """Return the first revision of the demo's period that is not closed yet."""
    keys = [json.loads(row.natural_key) for row in done(casebook.listing()) if row.state == "closed"]
    return max((key["revision"] for key in keys if key.get("period") == PERIOD), default=0) + 1


def case_of(run: str) -> Row[Any]:
    """Return the case that the run tells."""
    return next(row for row in done(casebook.listing()) if row.owner == UUID(run))


def show_result(case: Row[Any]) -> None:
    """Say where the released pack lies, or that none was released."""
    outcome = json.loads(done(casebook.find(str(case.id))).outcome)
    if outcome["status"] != "released":
        click.echo(f"the pack was {outcome['status']}, and nothing went out: {outcome['comment']}")
        return
    click.echo("the pack was released:")
    for effect in done(ledger.of_case(case.id)):
        if effect.receipt:
            click.echo(f"  {effect.kind:<13} {json.loads(effect.receipt)['reference']}")


def _unless_over(run: str, state: RunState) -> None:
    if state.over:
        raise click.ClickException(f"run {run} is {state.name.lower()}: {state.message}")


def _decide(case: Row[Any], interactive: bool) -> None:
    place = f"{str(case.id)[:8]} release"
    if interactive:
        click.echo("it is your turn; in another terminal:")
        click.echo(f"  {_program()} show {place}")
        for verb, words in (("approve", ""), ("request-changes", ' --comment "..."'), ("reject", ' --comment "..."')):
            click.echo(f"  {_program()} {verb} {place} --as {CONTROLLER}{words}")
        return
    click.echo("the demo controller decides, through the same door as a person:")
    click.echo(f"  {_program()} approve {place} --as {CONTROLLER}")
    decide(str(case.id), "release", "approve", CONTROLLER, "", "")


def _program() -> str:
    """Return how another terminal calls this program for this home."""
    home = os.environ.get("COUNTERSIGN_HOME")
    where = f"COUNTERSIGN_HOME={shlex.quote(str(Path(home).resolve()))} " if home else ""
    return where + shlex.quote(str(Path(sys.argv[0]).resolve()))
