"""`countersign period`: close and reopen the books, behind an approval."""

import json

import click

from flows.commands.casebook import done
from flows.commands.run import run
from tasks.casebook import case_records
from tasks.casebook.closings import closed_through

PROCESS = "period-close"
_ENTITY = click.option("--entity", default="", help="Code of the entity; empty for books that name none.")
_AS = click.option("--as", "who", help="Who asks, on the embedded set-up (elsewhere your token says it).")


@click.group()
def period() -> None:
    """Close or reopen the books, behind an approval."""


@period.command()
@click.argument("label", metavar="PERIOD")
@_ENTITY
@_AS
@click.option("--fiscal-year-end", default="12-31", help="As in the brief of a report.")
def close(label: str, entity: str, who: str | None, fiscal_year_end: str) -> None:
    """Ask to close the books through the end of PERIOD ("2026-10")."""
    from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
    from flows.financial_reporting.figures.periods import named_span

    end = named_span(label, FiscalCalendar(fiscal_year_end)).end
    _ask({"through": end.isoformat(), "entity": entity}, entity, who)


@period.command()
@_ENTITY
@_AS
@click.option("--reason", required=True, help="Why they are reopened.")
def reopen(entity: str, who: str | None, reason: str) -> None:
    """Ask to reopen the books."""
    _ask({"through": None, "entity": entity, "reason": reason}, entity, who)


@period.command("show")
def show_closed() -> None:
    """Say up to which day the books are closed."""
    closed = done(closed_through())
    for entity, day in sorted(closed.items()):
        click.echo(f"{entity or 'all of the books'}: closed through {day}")
    if not closed:
        click.echo("nothing is closed")


def _ask(brief: dict[str, object], entity: str, who: str | None) -> None:
    closed = (
        json.loads(row.natural_key)
        for row in done(case_records.listing())
        if row.state == "closed" and row.process == PROCESS
    )
    ordinal = sum(key["entity"] == entity for key in closed) + 1
    asked = json.dumps(brief | {"ordinal": ordinal})
    click.get_current_context().invoke(run, process=PROCESS, brief=asked, who=who, follow=True)
