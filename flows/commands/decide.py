"""`countersign approve`, `reject` and `request-changes`: the terminal's door to a decision."""

import json
import os
from typing import Literal
from uuid import UUID

import click
from pydantic import BaseModel
from sqlalchemy import make_url

from flows.commands.casebook import done
from tasks.casebook import approvals, cases, tokens
from tasks.decision import load_rules, sleeps_for
from tasks.settings import settings


class Identity(BaseModel, frozen=True):
    """Who acts, and whether that was proved."""

    name: str
    authenticated: bool


_CASE = click.argument("case")
_STEP = click.argument("step")
_AS = click.option("--as", "who", help="Who decides, on the embedded set-up only; the audit says it was not proved.")
_DRAFT = click.option("--draft", default="", help="First characters of the draft's hash that you looked at.")


@click.command()
@_CASE
@_STEP
@_AS
@_DRAFT
@click.option("--comment", default="", help="A remark for the record.")
def approve(case: str, step: str, who: str | None, draft: str, comment: str) -> None:
    """Approve what CASE proposes at STEP; it is performed as shown."""
    decide(case, step, "approve", who, comment, draft)


@click.command()
@_CASE
@_STEP
@_AS
@_DRAFT
@click.option("--comment", required=True, help="Why it is rejected.")
def reject(case: str, step: str, who: str | None, draft: str, comment: str) -> None:
    """Reject what CASE proposes at STEP; nothing of it is performed."""
    decide(case, step, "reject", who, comment, draft)


@click.command("request-changes")
@_CASE
@_STEP
@_AS
@_DRAFT
@click.option("--comment", required=True, help="What should be different; the agents read it.")
def request_changes(case: str, step: str, who: str | None, draft: str, comment: str) -> None:
    """Ask for another draft of what CASE proposes at STEP."""
    decide(case, step, "changes", who, comment, draft)


@click.command()
@click.argument("person")
def token(person: str) -> None:
    """Give PERSON a personal token (for COUNTERSIGN_TOKEN); earlier ones are revoked."""
    people, _ = load_rules()
    people.person(person)
    click.echo(done(tokens.issue(person)))


def decide(
    case: str,
    step: str,
    verdict: Literal["approve", "changes", "reject"],
    who: str | None,
    comment: str,
    draft: str,
) -> str:
    """Cast one vote and say what came of it; return the status."""
    return done(_decide(case, step, verdict, who, comment, draft))


async def _decide(
    case: str,
    step: str,
    verdict: Literal["approve", "changes", "reject"],
    who: str | None,
    comment: str,
    draft: str,
) -> str:
    person = await identity(who)
    people, policies = load_rules()
    row = await cases.find(case)
    asked = await named_step(row.id, step)
    standing, _ = await approvals.standing(row.id, asked)
    status = await approvals.vote(
        row.id,
        asked,
        person=person.name,
        verdict=verdict,
        comment=comment,
        sha256=standing.sha256 if standing.sha256.startswith(draft) else draft,
        authenticated=person.authenticated,
        people=people,
        policies=policies,
    )
    click.echo(
        f"{people.person(person.name).name}: {verdict} on {asked} of case {row.id} (draft {standing.sha256[:12]})"
    )
    click.echo({"pending": "counted; more signatures are needed"}.get(status, f"decided: {status}"))
    return status


async def named_step(case: UUID, step: str) -> str:
    """Return the step to decide; refuse a gate without its round where it had several drafts: which was looked at?"""
    rounds = [row.step for row in await approvals.of_case(case) if row.step.partition("#")[0] == step]
    if len(rounds) > 1:
        raise PermissionError(f"'{step}' had {len(rounds)} drafts: look at the newest and name it, {rounds[-1]}.")
    return rounds[0] if rounds else step


async def pending_step(case: UUID, step: str) -> str:
    """Return the step as given, or the newest round of a gate given without its round."""
    asked = [row.step for row in await approvals.of_case(case)]
    rounds = [name for name in asked if name.partition("#")[0] == step]
    return rounds[-1] if rounds else step


async def identity(who: str | None, *, optional: bool = False) -> Identity:
    """Return who acts: the owner of the personal token, or on the embedded set-up whoever is said.

    Raise PermissionError where neither says it, unless it is `optional`.
    """
    token = os.environ.get("COUNTERSIGN_TOKEN")
    if token:
        name = await tokens.person_of(token)
        if who not in (None, name):
            raise PermissionError(f"The token is {name}'s, not {who}'s: leave --as out, or use {who}'s token.")
        return Identity(name=name, authenticated=True)
    if who is None:
        if optional:
            return None  # pyright: ignore[reportReturnType]
        raise PermissionError(
            "Say who decides: set COUNTERSIGN_TOKEN to your personal token (or --as on the embedded set-up)."
        )
    if not is_embedded():
        raise PermissionError(
            "--as counts on the embedded loopback set-up only: set COUNTERSIGN_TOKEN to your personal token, "
            "which an operator "
            f"gives with `countersign token {who}`."
        )
    return Identity(name=who, authenticated=False)


def is_embedded() -> bool:
    """Tell whether the casebook is the embedded file beside an embedded instance, which only this machine reaches."""
    url = make_url(settings().casebook_url)
    own = url.get_backend_name() == "sqlite" and url.database == str(settings().home / "casebook.db")
    return own and (settings().home / "embedded.json").exists()


async def waiting_line(run: UUID) -> str:
    """Say what the run's case waits for and how to give it."""
    rows = [row for row in await cases.listing() if row.owner == run]
    if not rows or rows[0].state != "waiting":
        return "the run sleeps"
    row = rows[0]
    said = f"case {row.id} waits for {sleeps_for(row)}"
    gate = json.loads(row.waits_for).get("approval", "").partition("#")[0]
    if not gate:
        return said
    return f"{said}\n  look:   countersign show {row.id} {gate}\n  decide: countersign approve {row.id} {gate}"
