"""What a revision restates: the pack before it, figure by figure, and the postings that came in since."""

from decimal import Decimal
from uuid import UUID

from flows.financial_reporting.brief import PROCESS, ReportingBrief
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.outcome import LatePosting
from flows.financial_reporting.sources import newer_postings
from reports.money import amount_text, day_text
from tasks.casebook.answers import answer_of
from tasks.casebook.cases import case_id, closed, released
from tasks.snapshot import Manifest, kept_model


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
    """Return one sentence for each headline figure that the revision changes and each entry that came in since."""
    revision = await restated_revision(brief)
    if revision is None:
        return ()
    before = await answer_of(_case(brief, revision), "figures")
    snapshot = await answer_of(_case(brief, revision), "books")
    if before is None or snapshot is None:
        raise NothingToRestate(f"The casebook holds no figures of revision {revision} of {brief.period}.")
    earlier = await kept_model(before["figures"], FinancialFigures)
    said = [f"This pack restates revision {revision}."]
    said += _changes(earlier, figures)
    said += [_came_in(late) for late in await newer_postings(snapshot, books, brief)]
    return tuple(said) if len(said) > 1 else (*said, "No figure and no posting of the period has changed.")


def _came_in(late: LatePosting) -> str:
    """Return the sentence on one entry, in the currency it was booked in: so it is found in the books."""
    side = "debit" if late.amount > 0 else "credit"
    booked = f"{side} {amount_text(abs(late.amount), late.currency)}"
    described = f", {late.description}" if late.description else ""
    return f"Entry {late.entry_id} of {day_text(late.date)} came in since: {late.account}, {booked}{described}."


def _changes(before: FinancialFigures, after: FinancialFigures) -> list[str]:
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
