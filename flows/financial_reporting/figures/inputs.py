"""What figures are computed from: read from the books once for all periods that are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flows.financial_reporting.figures.budget import BudgetRow, read_budget
from flows.financial_reporting.figures.chart import Chart, read_chart
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
from flows.financial_reporting.figures.journal_evidence import JournalEvidence, journal_evidence
from flows.financial_reporting.figures.ledger import Ledger, Scope
from flows.financial_reporting.figures.ledger_of_balances import ledger_of_balances
from flows.financial_reporting.figures.ledger_of_journal import ledger_of_journal
from flows.financial_reporting.figures.periods import ReportingPeriod
from flows.financial_reporting.figures.rates import Rates, read_rates
from flows.financial_reporting.figures.residues import Residues
from flows.financial_reporting.figures.translation import month_ends

if TYPE_CHECKING:
    from flows.financial_reporting.books.books import Books


class EntityUnknown(LookupError):
    """The brief names an entity that the books do not have."""


@dataclass(frozen=True)
class Inputs:
    """The books as the figures need them."""

    books: "Books"
    home: str
    """The currency of the books; where they say none, that of the briefs."""
    ledger: Ledger | None
    """None where the books hold no postings or balances of the entity."""
    budget: list[BudgetRow]
    """Of the entity alone, where the brief names one."""
    rates: Rates
    evidence: JournalEvidence | None
    """None without a journal."""
    entities: int
    """How many entities the books hold."""

    @property
    def residues(self) -> Residues:
        """What accepted entries are out of balance by; nothing where there are no entries."""
        return self.evidence.residues if self.evidence else Residues()


def read_inputs(
    books: "Books",
    periods: Sequence[ReportingPeriod],
    calendar: FiscalCalendar,
    entity: str,
    home: str,
    *,
    translating: bool,
) -> Inputs:
    """Return what the figures of all `periods` need, from one aggregation of the journal.

    `translating` asks for balances of every month. Raise `EntityUnknown` for an entity that is not in the books.
    """
    entities = entities_of(books)
    if entity and entity not in entities:
        raise EntityUnknown(
            f"The books have no entity {entity!r}: they have {', '.join(entities) or 'none at all'}; "
            "leave the brief's entity empty for all of the books."
        )
    chart = read_chart(books)
    scope = Scope(entity, home, planned_by_department(books))
    return Inputs(
        books=books,
        home=home,
        ledger=_ledger(books, chart, periods, calendar, scope, translating=translating),
        budget=read_budget(books, calendar, entity, len(entities)),
        rates=read_rates(books),
        evidence=journal_evidence(books, chart, entity) if "journal" in books.tables else None,
        entities=len(entities),
    )


def _ledger(
    books: "Books",
    chart: Chart,
    periods: Sequence[ReportingPeriod],
    calendar: FiscalCalendar,
    scope: Scope,
    *,
    translating: bool,
) -> Ledger | None:
    source = _source(books)
    if source is None or "accounts" not in books.tables:
        return None
    cuts = sorted({day for period in periods for day in period.cuts})
    if translating:
        first = books.connection.execute(f"select min(date) from {source}").fetchall()[0][0]
        cuts = sorted({*cuts, *(month_ends(first, cuts[-1]) if first else ())})
    if source == "journal":
        return ledger_of_journal(books, chart, cuts, scope)
    return ledger_of_balances(books, chart, cuts, calendar, scope)


def _source(books: "Books") -> str | None:
    return next((table for table in ("journal", "trial_balances") if table in books.tables), None)


def entities_of(books: "Books") -> list[str]:
    """Return the entities that postings or balances name, in order."""
    source = _source(books)
    if source is None:
        return []
    statement = f"select distinct entity from {source} where entity is not null order by all"
    return [entity for (entity,) in books.connection.execute(statement).fetchall()]


def planned_by_department(books: "Books") -> bool:
    """Whether the budget has departments: only then do figures keep them apart."""
    if "budget" not in books.tables:
        return False
    return books.connection.execute("select count(department) > 0 from budget").fetchall()[0][0]
