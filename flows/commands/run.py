"""`countersign run`: start a deployment run, follow the run that tells its case, and say what the case has come to."""

import json
from typing import Any
from uuid import uuid4

import click
from sqlalchemy import Row

from flows.commands.brief import read_brief
from flows.commands.casebook import done
from flows.commands.following import Followed
from flows.commands.identity import known_identity
from flows.commands.missing import waiting_lines
from flows.prefect_api import PrefectApi
from reports.text import printable
from tasks.casebook.requests import note_request
from tasks.people import People
from tasks.settings import settings
from tasks.typed_commands import looking, running


@click.command()
@click.argument("process")
@click.option("--brief", default="{}", help="The brief as JSON, or @FILE.")
@click.option("--as", "who", help="Who asks, on the embedded set-up (elsewhere your token says it).")
@click.option("--follow/--no-follow", default=True, help="Show the run until it ends or waits for a person.")
def run(process: str, brief: str, who: str | None, follow: bool) -> None:
    """Start a run of PROCESS for a brief and follow it.

    Where the brief's case is open already, its run is followed. `prefect deployment run PROCESS/PROCESS --params
    '{"brief": {...}}'` does the same; without a requester, though, two approvers are needed, since nobody can be
    proved to be somebody else than the one who asked.
    """
    fields = read_brief(process, brief)
    api = PrefectApi()
    started = start(api, process, fields, who)
    if not follow:
        return
    followed = Followed(api, started)
    state = followed.to_rest()
    if state.over and state.type != "COMPLETED":
        raise click.ClickException(printable(f"run {followed.run} is {state.name}: {state.message}"))
    row = followed.row()
    for line in _ended(row, fields, who) if state.over else done(waiting_lines(row)):
        click.echo(printable(line))


def start(api: PrefectApi, process: str, brief: dict[str, Any], who: str | None) -> str:
    """Note who asks for the run, start it, and return its id; refuse somebody whom the people file does not name."""
    key, person = uuid4(), done(known_identity(who))
    if person is not None:
        People.load(settings().people_file).person(person.name)
        done(note_request(key, process, brief, person.name, authenticated=person.authenticated))
    started = api.start(process, brief, key)
    click.echo(f"run {started} of {process}")
    return started


def _ended(row: Row[Any], fields: dict[str, Any], who: str | None) -> list[str]:
    """Say what a closed case came to and, where a brief can restate it, how.

    That brief names the case's own period and entity: what was typed may mean another month by then.
    """
    outcome = json.loads(row.outcome)
    said = f"case {row.id} is closed: {outcome['status']}"
    if outcome.get("comment"):
        said += f" ({outcome['comment']})"
    key = {name: part for name, part in json.loads(row.natural_key).items() if part != ""}
    if "revision" not in key:
        return [said]
    again = fields | key | {"revision": key["revision"] + 1}
    return [said, f"  look:    {looking(row.id)}", f"  restate: {running(row.process, again, who)}"]
