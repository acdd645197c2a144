"""What a revision restates: the pack before it, figure by figure, and the postings that came in since."""

from decimal import Decimal
from uuid import UUID

from flows.financial_reporting.brief import PROCESS, ReportingBrief
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.sources import newer_postings
from reports.money import amount_text
from tasks.casebook.answers import answer_of
from tasks.casebook.cases import case_id, released
from tasks.snapshot import Manifest, kept_model


class NothingToRestate(LookupError):
    """A revision whose predecessor was not released."""


async def refuse_without_predecessor(brief: ReportingBrief) -> None:
    """Raise `NothingToRestate` for a revision of a pack that was not released."""
    if brief.revision > 1 and not await released(_before(brief)):
        raise NothingToRestate(
            f"Revision {brief.revision} of {brief.period} restates revision {brief.revision - 1}, which was not "
            "released: "
            f"release that one first, or start revision {brief.revision - 1}."
        )


async def restated(brief: ReportingBrief, figures: FinancialFigures, books: Manifest) -> tuple[str, ...]:
    """Return one sentence for each headline figure that the revision changes and each entry that came in since."""
    if brief.revision == 1:
        return ()
    before = await answer_of(_before(brief), "figures")
    snapshot = await answer_of(_before(brief), "books")
    if before is None or snapshot is None:
        raise NothingToRestate(f"The casebook holds no figures of revision {brief.revision - 1} of {brief.period}.")
    earlier = await kept_model(before["figures"], FinancialFigures)
    said = [f"This pack restates revision {brief.revision - 1}."]
    said += _changes(earlier, figures)
    for late in await newer_postings(snapshot, books, brief):
        said.append(
            f"Entry {late.entry_id} of {late.date:%d %B %Y} came in since: {late.account}, "
            f"{amount_text(late.amount, figures.currency)}, {late.description}."
        )
    return tuple(said) if len(said) > 1 else (*said, "No figure and no posting of the period has changed.")


def _changes(before: FinancialFigures, after: FinancialFigures) -> list[str]:
    then, now = _headlines(before), _headlines(after)
    return [
        f"{name} changes from {amount_text(then[name], before.currency)} to {amount_text(now[name], after.currency)}."
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


def _before(brief: ReportingBrief) -> UUID:
    earlier = brief.model_copy(update={"revision": brief.revision - 1})
    return case_id(PROCESS.name, earlier.natural_key())
