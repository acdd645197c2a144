"""`countersign approve`, `reject` and `request-changes`: the terminal's door to a decision."""

import json
import os
from uuid import UUID

import click
from pydantic import BaseModel

from flows.commands.casebook import done
from flows.commands.question import awaited, missing_of, what_is_missing
from tasks.casebook import approvals, cases, tokens
from tasks.casebook.voting import vote
from tasks.casebook.words import Word
from tasks.deciding.rounds import gate_and_number, round_step
from tasks.deciding.rules import load_rules
from tasks.deciding.vote import Verdict
from tasks.decision import sleeps_for
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
    load_rules().people.person(person)
    click.echo(done(tokens.issue(person)))


def decide(
    case: str,
    step: str,
    verdict: Verdict,
    who: str | None,
    comment: str,
    draft: str,
) -> str:
    """Cast one vote and say what came of it; return the status."""
    return done(_decide(case, step, verdict, who, comment, draft))


async def _decide(
    case: str,
    step: str,
    verdict: Verdict,
    who: str | None,
    comment: str,
    draft: str,
) -> str:
    person = await identity(who)
    rules = load_rules()
    row = await cases.find(case)
    asked, _ = await approvals.standing(row.id, await named_step(row.id, step))
    status = await vote(
        row.id,
        asked.step,
        person=person.name,
        verdict=verdict,
        comment=comment,
        sha256=asked.sha256 if asked.sha256.startswith(draft) else draft,
        authenticated=person.authenticated,
        rules=rules,
    )
    name = rules.people.person(person.name).name
    click.echo(f"{name}: {verdict} on {asked.step} of case {row.id} (draft {asked.sha256[:12]})")
    click.echo(await _came_of(row.id, asked.step, status))
    return status


async def _came_of(case: UUID, step: str, status: str) -> str:
    match status:
        case "approved":
            return "approved: what was shown is performed now"
        case "rejected":
            return "rejected: nothing of it is performed"
        case "changes":
            gate, number = gate_and_number(step)
            return f"changes requested: the next draft will be {round_step(gate, number + 1)}"
        case _:
            return f"counted; still to sign: {awaited(missing_of(*await approvals.standing(case, step)))}"


async def named_step(case: UUID, step: str) -> str:
    """Return the step to decide; refuse a gate without its round where it had several drafts: which was looked at?"""
    rounds = await _rounds(case, step)
    if len(rounds) > 1:
        raise PermissionError(f"'{step}' had {len(rounds)} drafts: look at the newest and name it, {rounds[-1]}.")
    return rounds[0] if rounds else step


async def newest_round(case: UUID, step: str) -> str:
    """Return the step as given, or the newest round of a gate given without its round."""
    rounds = await _rounds(case, step)
    return rounds[-1] if rounds else step


async def _rounds(case: UUID, gate: str) -> list[str]:
    return [row.step for row in await approvals.of_case(case) if gate_and_number(row.step)[0] == gate]


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
            "Say who you are: --as NAME, as the people file calls you."
            if settings().embedded
            else "Prove who you are: set COUNTERSIGN_TOKEN to your personal token, which an operator gives with "
            "`countersign token NAME`."
        )
    if not settings().embedded:
        raise PermissionError(
            "--as counts on the embedded loopback set-up only: set COUNTERSIGN_TOKEN to your personal token, "
            f"which an operator gives with `countersign token {who}`."
        )
    return Identity(name=who, authenticated=False)


async def word_of(who: str | None, comment: str) -> Word:
    """Return what somebody says, under the rules of this installation; raise PermissionError where nobody says it."""
    person = await identity(who)
    return Word(person.name, comment, person.authenticated, load_rules())


async def waiting_line(run: UUID) -> str:
    """Say what the run's case waits for and how to give it."""
    row = next((row for row in await cases.listing() if row.owner == run), None)
    if row is None or row.state != "waiting":
        return "the run sleeps"
    step = json.loads(row.waits_for).get("approval")
    sentence = f"case {row.id} waits for {sleeps_for(row)}"
    return "\n".join([sentence, *await what_is_missing(row.id, step)]) if step else sentence
