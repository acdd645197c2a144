"""`countersign run`: start a deployment run and follow it."""

import json
import time
from uuid import UUID

import click

from flows.commands.casebook import done
from flows.commands.decide import identity, waiting_line
from flows.commands.figures import text_of
from flows.prefect_api import PrefectApi, RunState
from tasks.casebook.requests import note_request

LOOK_EVERY = 0.4


@click.command()
@click.argument("process")
@click.option("--brief", default="{}", help="The brief as JSON, or @FILE.")
@click.option("--as", "who", help="Who asks, on the embedded set-up (elsewhere your token says it).")
@click.option("--follow/--no-follow", default=True, help="Show the run until it ends or waits for a person.")
def run(process: str, brief: str, who: str | None, follow: bool) -> None:
    """Start a run of PROCESS for a brief and follow it.

    `prefect deployment run PROCESS/PROCESS --params '{"brief": {...}}'` does the same; without a requester, though,
    two approvers are needed, since nobody can be proved to be somebody else than the one who asked.
    """
    api = PrefectApi()
    started = start(api, process, json.loads(text_of(brief)), who)
    if follow:
        state = told(api, started)
        if not state.over:
            click.echo(done(waiting_line(UUID(started))))
        elif state.type != "COMPLETED":
            raise click.ClickException(f"run {started} is {state.name}: {state.message}")


def start(api: PrefectApi, process: str, brief: dict[str, object], who: str | None) -> str:
    """Start the run, note who asked for it, and return its id."""
    person = done(identity(who, optional=True))
    started = api.start(process, brief)
    if person is not None:
        done(note_request(UUID(started), person.name, authenticated=person.authenticated))
    click.echo(f"run {started} of {process}")
    return started


def told(api: PrefectApi, run: str, *, over: bool = False, shown: dict[str, str] | None = None) -> RunState:
    """Print the run's phases as they come; return its state once it has ended or, unless `over` is asked, sleeps.

    `shown` remembers what was printed, for who comes back to the same run.
    """
    shown = {} if shown is None else shown
    while True:
        state = api.state(run)
        for phase, (name, reached) in api.phases(run).items():
            if reached.type != "PENDING" and shown.get(phase) != reached.name:
                shown[phase] = reached.name
                click.echo(f"  {name:<14} {reached.name.lower()}")
        if state.over or (state.type == "PAUSED" and not over):
            click.echo(
                f"  {'run':<14} {state.name.lower()}{': ' + state.message if state.over and state.message else ''}"
            )
            return state
        time.sleep(LOOK_EVERY)
