"""`countersign cases`, `show` and `audit`: what runs, what it waits for, and what was done."""

import json
from typing import Any
from uuid import UUID

import click
from sqlalchemy import Row

from flows.commands.casebook import done
from flows.commands.missing import what_is_missing
from flows.commands.question import newest_round, question, said
from reports.table import Column, Table
from reports.table import Row as Line
from reports.terminal import WIDTH, filled
from reports.terminal_table import table_lines
from reports.text import printable
from tasks.case_id import short_id
from tasks.casebook import approvals, case_records, dead_letters, ledger
from tasks.casebook import audit as chain
from tasks.casebook.database import reading
from tasks.casebook.taints import sources_read
from tasks.deciding.rules import load_rules
from tasks.decision import sleeps_for
from tasks.typed_commands import looking


@click.command()
def cases() -> None:
    """List the cases and what each waits for."""
    done(_list_cases())


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


async def _list_cases() -> None:
    rows = await case_records.listing()
    if not rows:
        click.echo("there are no cases yet: `countersign run PROCESS --brief JSON` opens one")
        return
    asked = await approvals.pending()
    until = {(one.case_id, one.step): f"{one.expires_at:%Y-%m-%d %H:%M}" for one in asked}
    columns = tuple(Column(title=title) for title in ("Case", "Process", "About", "State", "Waits for, came to (UTC)"))
    table = Table(title="Cases", columns=columns, rows=tuple(Line(cells=_cells(row, until)) for row in rows))
    for line in table_lines(table, WIDTH):
        click.echo(printable(line))
    if asked:
        click.echo(f"  The oldest question:\n  {looking(asked[0].case_id, asked[0].step)}")


def _cells(row: Row[Any], until: dict[tuple[UUID, str], str]) -> tuple[str, ...]:
    step = json.loads(row.waits_for or "{}").get("approval")
    open_until = until.get((row.id, step))
    waits = f"{step} until {open_until}" if open_until else f"{step} is decided" if step else sleeps_for(row)
    ended = json.loads(row.outcome).get("status", "") if row.outcome else ""
    return short_id(row.id), row.process, _about(row), row.state, waits or ended


def _about(row: Row[Any]) -> str:
    """Return the case's natural key as people read it: its texts, and counts above one with their names."""
    key = json.loads(row.natural_key).items()
    return ", ".join(part if isinstance(part, str) else f"{name} {part}" for name, part in key if part not in ("", 1))


def _worded(brief: dict[str, Any]) -> str:
    """Return a brief, or a part of one, as people read it: what is empty is left out."""
    told = ((name, f"({_worded(what)})" if isinstance(what, dict) else what) for name, what in brief.items())
    return ", ".join(f"{name} {what}" for name, what in told if what not in ("", None))


async def _show_case(reference: str) -> None:
    row = await case_records.find(reference)
    people = load_rules().people
    waits = f" for {sleeps_for(row)}" if row.state == "waiting" else ""
    _fact("case", str(row.id))
    _fact("process", row.process)
    _fact("brief", _worded(json.loads(row.brief)))
    _fact("state", row.state + waits)
    _fact("asked by", row.requester or "nobody known: two different people must sign")
    outside = await sources_read(row.id)
    if outside:
        _fact("has read", f"{', '.join(outside)} (text from outside)")
    _fact("attempt", f"{row.epoch}, run {row.owner}")
    for asked in await approvals.of_case(row.id):
        _, cast = await approvals.standing(row.id, asked.step)
        _fact(asked.step, f"{asked.status}, draft {asked.sha256[:12]}")
        for vote in cast:
            _fact("", said(vote, people))
        if asked.status == "pending":
            for line in await what_is_missing(row.id, asked.step):
                click.echo(line)
    for effect in await ledger.of_case(row.id):
        reference = json.loads(effect.receipt)["reference"] if effect.receipt else ""
        name = ledger.effect_name(effect.step, effect.ordinal)
        _fact("effect", f"{name:<10} {effect.kind:<13} {effect.status:<9} {reference}")
    for letter in await dead_letters.unresolved(row.id):
        _fact("DEAD LETTER", f"{letter.kind}: {letter.reason}")
    if row.outcome:
        click.echo(f"  outcome  {json.dumps(json.loads(row.outcome), indent=2)}")


def _fact(label: str, text: str) -> None:
    for line in filled(f"{label:<11} {text}", more=12):
        click.echo(line)


async def _show_step(reference: str, step: str) -> None:
    row = await case_records.find(reference)
    for line in await question(row.id, await newest_round(row.id, step)):
        click.echo(line)
