"""`countersign cases`, `show` and `audit`: what runs, what it waits for, and what was done."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from sqlalchemy import Row

from flows.commands.casebook import done
from flows.commands.decide import pending_step
from reports.difference import differences
from reports.terminal import lines
from tasks.casebook import approvals, dead_letters, ledger
from tasks.casebook import audit as chain
from tasks.casebook import cases as casebook
from tasks.casebook.database import reading
from tasks.decision import load_rules, sleeps_for, standing
from tasks.proposal import Proposal
from tasks.settings import settings
from tasks.vote import Vote, evaluate


@click.command()
def cases() -> None:
    """List the cases and what each waits for."""
    rows = done(casebook.listing())
    for row in rows:
        key = " ".join(str(part) for part in json.loads(row.natural_key).values() if part not in ("", None))
        click.echo(f"{str(row.id)[:8]}  {row.process:<22} {key:<24} {row.state:<8} {sleeps_for(row) or _ended(row)}")
    if not rows:
        click.echo("there are no cases yet: `countersign run PROCESS --brief JSON` opens one")


@click.command()
@click.argument("case")
@click.argument("step", required=False)
def show(case: str, step: str | None) -> None:
    """Show CASE; with STEP, what is put before its approvers there."""
    done(_show_step(case, step) if step else _show_case(case))


@click.command()
def audit() -> None:
    """Show whether a row of the audit was changed or taken out, and how many there are."""
    broken, (count, last) = done(_audit())
    if broken is not None:
        raise click.ClickException(f"the audit is broken at row {broken}: compare it with a backup")
    click.echo(f"{count} audit rows, each linked to the one before; the hash of the last is {last}")


async def _audit() -> tuple[int | None, tuple[int, str]]:
    async with reading() as connection:
        return await chain.broken_link(connection), await chain.end(connection)


async def _show_case(reference: str) -> None:
    row = await casebook.find(reference)
    click.echo(
        f"case {row.id}\n  process  {row.process}\n  brief    {row.brief}\n  state    {row.state} {sleeps_for(row)}"
    )
    click.echo(f"  asked by {row.requester or 'nobody known'}\n  attempt  {row.epoch}, run {row.owner}")
    for asked in await approvals.of_case(row.id):
        _, cast = await approvals.standing(row.id, asked.step)
        click.echo(f"  {asked.step:<8} {asked.status}, draft {asked.sha256[:12]}{_votes(cast)}")
        if asked.status == "pending":
            click.echo(f"           {await _awaited(asked, cast)}")
    for effect in await ledger.of_case(row.id):
        reference = json.loads(effect.receipt)["reference"] if effect.receipt else ""
        name = ledger.effect_name(effect.step, effect.ordinal)
        click.echo(f"  effect   {name:<10} {effect.kind:<13} {effect.status:<9} {reference}")
    for letter in await dead_letters.unresolved(row.id):
        click.echo(f"  DEAD LETTER {letter.kind}: {letter.reason}")
    if row.outcome:
        click.echo(f"  outcome  {json.dumps(json.loads(row.outcome), indent=2)}")


async def _show_step(reference: str, step: str) -> None:
    row = await casebook.find(reference)
    asked, cast = await approvals.standing(row.id, await pending_step(row.id, step))
    proposal = Proposal.from_text(asked.proposal)
    click.echo(f"case {row.id}, {asked.step}: {asked.status}{_votes(cast)}\ndraft {asked.sha256}\n")
    for line in lines(proposal.document, await _previous(row.id, asked.step)):
        click.echo(line)
    click.echo("\nIf it is approved:")
    for number, effect in enumerate(proposal.effects, 1):
        click.echo(f"  {number}. {effect.describe()}")
    for reason in proposal.blocked:
        click.echo(f"BLOCKED: {reason}")
    if asked.status == "pending":
        click.echo(await _awaited(asked, cast))
    for path in _draft_files(row.id, asked, proposal, cast):
        click.echo(f"full text: {path}")


async def _previous(case: UUID, step: str) -> list[Any]:
    gate, _, number = step.partition("#")
    if number in ("", "1"):
        return []
    before, _ = await approvals.standing(case, f"{gate}#{int(number) - 1}")
    after, _ = await approvals.standing(case, step)
    return differences(Proposal.from_text(before.proposal).document, Proposal.from_text(after.proposal).document)


async def _awaited(asked: Row[Any], cast: list[Vote]) -> str:
    people, policies = load_rules()
    rule = policies.policy(asked.policy)
    missing = evaluate(rule, people, cast, requester=asked.requester, exposure=approvals.exposure(asked)).missing
    who = "; ".join(f"{one.role} ({' or '.join(one.eligible) or 'nobody left: add a person'})" for one in missing)
    return f"waits for {who}, until {asked.expires_at:%Y-%m-%d %H:%M} UTC"


def _draft_files(case: UUID, asked: Row[Any], proposal: Proposal, cast: list[Vote]) -> list[Path]:
    from reports.render import render

    folder = settings().home / "drafts" / str(case)
    folder.mkdir(parents=True, exist_ok=True)
    told = standing(case, asked, cast)
    paths = [folder / f"{asked.step.replace('#', '-')}.{format}" for format in ("pdf", "html")]
    for path in paths:
        path.write_bytes(render(proposal.document, told, path.suffix[1:]))  # pyright: ignore[reportArgumentType]
    return paths


def _votes(cast: list[Vote]) -> str:
    said = (
        f"; {vote.person}: {vote.verdict} {vote.at:%Y-%m-%d %H:%M} UTC"
        f"{'' if vote.authenticated else ' (not proved)'}{f' - {vote.comment}' if vote.comment else ''}"
        for vote in cast
    )
    return "".join(said)


def _ended(row: Row[Any]) -> str:
    return json.loads(row.outcome).get("status", "") if row.outcome else ""
