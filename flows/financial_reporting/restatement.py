"""What a revision restates: the pack before it, figure by figure, and the postings that differ since."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from flows.financial_reporting.brief import PROCESS, ReportingBrief
from flows.financial_reporting.figures.financial_figures import FinancialFigures, part_title
from flows.financial_reporting.outcome import LatePosting
from flows.financial_reporting.sources import differing_postings
from reports.money import amount_text
from tasks.casebook.answers import answer_of
from tasks.casebook.case_records import closed, released
from tasks.casebook.cases import case_id
from tasks.snapshot import Manifest, kept_model

NAMED = 40
"""Postings that a pack names one by one; the rest are counted."""


class NothingToRestate(LookupError):
    """A revision whose predecessor is not decided."""


async def refuse_without_predecessor(brief: ReportingBrief) -> None:
    """Raise `NothingToRestate` for a revision whose predecessor is not decided: two of them would be under way."""
    if brief.revision > 1 and not await closed(_case(brief, brief.revision - 1)):
        raise NothingToRestate(
            f"Revision {brief.revision} of {brief.period} follows revision {brief.revision - 1}, which is not decided: "
            f"start revision {brief.revision - 1}, or decide it first."
        )


async def restated_revision(brief: ReportingBrief) -> int | None:
    """Return the newest earlier revision that was released; None where none was: there is nothing to restate."""
    for revision in range(brief.revision - 1, 0, -1):
        if await released(_case(brief, revision)):
            return revision
    return None


async def restated(brief: ReportingBrief, figures: FinancialFigures, books: Manifest) -> tuple[str, ...]:
    """Return one sentence for each headline figure that the revision changes, one on all of its parts that differ,
    and one for each posting that came in, was changed or is gone since, up to NAMED of them.
    """
    revision = await restated_revision(brief)
    if revision is None:
        return ()
    before = await answer_of(_case(brief, revision), "figures")
    snapshot = await answer_of(_case(brief, revision), "books")
    if before is None or snapshot is None:
        raise NothingToRestate(f"The casebook holds no figures of revision {revision} of {brief.period}.")
    earlier = await kept_model(before["figures"], FinancialFigures)
    said = [f"This pack restates revision {revision}."]
    said += _headline_changes(earlier, figures)
    said += _differing_parts(earlier, figures)
    said += _named(await differing_postings(snapshot, books, brief))
    return tuple(said) if len(said) > 1 else (*said, "No figure and no posting up to the period's end has changed.")


def _named(postings: Sequence[LatePosting]) -> list[str]:
    said = [posting.became for posting in postings[:NAMED]]
    if postings[NAMED:]:
        said.append(f"{len(postings) - NAMED} further postings came in, were changed or are gone.")
    return said


def _differing_parts(before: FinancialFigures, after: FinancialFigures) -> list[str]:
    """Return a sentence that names every part in which the packs differ; a part that the earlier version of the
    figures did not have yet is none.
    """
    parts = [part for part in FinancialFigures.model_fields if part in before.model_fields_set]
    differing = [part_title(part) for part in parts if getattr(before, part) != getattr(after, part)]
    return [f"Parts that differ: {', '.join(differing)}."] if differing else []


def _headline_changes(before: FinancialFigures, after: FinancialFigures) -> list[str]:
    then, now = _headlines(before), _headlines(after)
    return [
        f"{name}: {amount_text(then[name], before.currency)} before, {amount_text(now[name], after.currency)} now."
        for name in now
        if name in then and then[name] != now[name]
    ]


def _headlines(figures: FinancialFigures) -> dict[str, Decimal]:
    headlines: dict[str, Decimal] = {}
    if figures.income_statement:
        statement = figures.income_statement
        headlines |= {
            "Income": statement.income,
            "Expenses": statement.expenses,
            "Net income": statement.net_income,
        }
    if figures.balance_sheet:
        sheet = figures.balance_sheet
        headlines |= {"Assets": sheet.assets, "Liabilities": sheet.liabilities, "Equity": sheet.equity}
    if figures.cash_flow:
        headlines["Closing cash"] = figures.cash_flow.closing_cash
    return headlines


def _case(brief: ReportingBrief, revision: int) -> UUID:
    return case_id(PROCESS.name, brief.model_copy(update={"revision": revision}).natural_key())
