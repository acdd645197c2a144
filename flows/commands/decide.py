"""`countersign approve`, `reject` and `request-changes`: the terminal's door to a decision."""

from uuid import UUID

import click

from flows.commands.casebook import done
from flows.commands.identity import identity
from flows.commands.missing import awaited
from flows.commands.question import named_step
from tasks.casebook import approvals, case_records
from tasks.casebook.voting import vote
from tasks.deciding.rounds import gate_and_number, round_step
from tasks.deciding.rules import load_rules
from tasks.deciding.vote import Verdict

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
    row = await case_records.find(case)
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
            return f"counted; still to sign: {awaited(load_rules().missing(*await approvals.standing(case, step)))}"
