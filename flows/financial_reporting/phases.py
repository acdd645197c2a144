"""The phases of a close, each seen as one in the Prefect UI.

A phase takes ids and hashes, never books or texts: Prefect stores and shows parameters in plain text.
"""

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from prefect.artifacts import acreate_table_artifact
from prefect.logging import get_run_logger

from flows.financial_reporting.brief import ReportingBrief
from flows.financial_reporting.delivery import deliveries
from flows.financial_reporting.figures.check_titles import title_of
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.figures.fiscal_calendar import FiscalCalendar
from flows.financial_reporting.figures.periods import named_span
from flows.financial_reporting.outcome import LatePostings
from flows.financial_reporting.report import financial_pack
from flows.financial_reporting.restatement import refuse_without_predecessor, restated, restated_revision
from flows.financial_reporting.sources import checked_books, computed_figures, late_postings
from flows.financial_reporting.words.commentary import Commentary
from flows.financial_reporting.words.drafting import draft_commentary
from flows.financial_reporting.words.drilldown import Drilldowns
from tasks.approval import round_of
from tasks.calendar import HolidayCalendar, nth_business_day
from tasks.case_id import short_id
from tasks.casebook.cases import Case
from tasks.deciding.exposure import Exposure
from tasks.decision import decision_at
from tasks.effect import Receipt
from tasks.perform import perform_all
from tasks.phase import phase
from tasks.proposal import Proposal
from tasks.snapshot import Manifest, keep_model, kept_model, snapshot


def work_begins(brief: ReportingBrief, scheduled: datetime) -> datetime:
    """Return when the close may begin: at 06:00 in the brief's time zone, on its business day after the period; at
    once where the brief names no day.
    """
    if brief.business_day == 0:
        return scheduled
    after = named_span(brief.period, FiscalCalendar(brief.fiscal_year_end)).stop
    day = nth_business_day(after, brief.business_day, HolidayCalendar(code=brief.calendar))
    return datetime.combine(day, time(6), ZoneInfo(brief.time_zone))


@phase("load")
async def load(case: Case, brief: ReportingBrief) -> Manifest:
    """Take a snapshot of the books, checked: what is posted later changes nothing in this pack."""
    await refuse_without_predecessor(brief)
    return await snapshot(case, checked_books, brief.books, step="books")


@phase("figures")
async def compute(case: Case, brief: ReportingBrief, books: Manifest, scheduled: datetime) -> Manifest:
    """Compute every figure of the pack and list the postings behind its material variances."""
    return await snapshot(case, computed_figures, books, brief, scheduled.date(), step="figures")


@phase("commentary", run_name="commentary {number}")
async def commentary(case: Case, figures: Manifest, number: int) -> str:
    """Let the agents write this round's commentary on the figures; return its hash."""
    computed = await kept_model(figures["figures"], FinancialFigures)
    postings = await kept_model(figures["postings"], Drilldowns)
    words = await draft_commentary(case, computed, postings.root, await round_of(case, "release", number))
    return await keep_model(words)


@phase("sign-off")
async def sign_off(case: Case, brief: ReportingBrief, books: Manifest, figures: Manifest, words: str) -> Proposal:
    """Draw up the pack with everything that releasing it will do."""
    computed = await kept_model(figures["figures"], FinancialFigures)
    written = await kept_model(words, Commentary)
    restates = await restated(brief, computed, books)
    pack = financial_pack(
        computed,
        written.model_copy(update={"restatement": restates}),
        (await kept_model(figures["postings"], Drilldowns)).root,
        brief,
        books=books["sha256"],
        restates=await restated_revision(brief),
    )
    return Proposal(
        document=pack,
        effects=await deliveries(brief, pack, computed),
        exposure=exposure_of(computed),
        blocked=blockers(computed),
    )


def exposure_of(figures: FinancialFigures) -> Exposure:
    """Return the size of the business as the amount at stake; unknown, it is comparable with no policy's amount, so
    everyone must sign.
    """
    if figures.size is None:
        return Exposure(amount=Decimal(0), currency="")
    return Exposure(amount=figures.size, currency=figures.currency)


def blockers(figures: FinancialFigures) -> tuple[str, ...]:
    """Return why the figures may not be released, as approvers read it: each failed hard check by its title."""
    return tuple(f"{title_of(check)}: {check.message}" for check in figures.failed("hard"))


@phase("delivery")
async def delivery(
    case: Case, brief: ReportingBrief, books: Manifest, release: str
) -> tuple[list[Receipt], LatePostings]:
    """Perform what was approved at the step `release`, and name the postings that came too late for it."""
    receipts = await perform_all(case, await decision_at(case, release), step="deliver")
    await acreate_table_artifact(
        key=f"delivered-{short_id(case.id)}",
        table=[{"what": receipt.reference, "sha256": receipt.sha256, "note": receipt.note} for receipt in receipts],
        description="What was delivered",
    )
    late = await late_postings(books, brief)
    if late.not_looked_for:
        get_run_logger().warning("Late postings: %s", late.not_looked_for)
    return receipts, late
