"""Financial reporting: close a period, from the books to the released pack."""

from prefect import flow

from flows.financial_reporting.brief import PROCESS, ReportingBrief
from flows.financial_reporting.outcome import ReportingOutcome
from flows.financial_reporting.phases import commentary, compute, delivery, load, sign_off, work_begins
from tasks.approval import Round, approval
from tasks.case import close_case, open_case
from tasks.proposal import Proposal
from tasks.run import scheduled_start
from tasks.story import story
from tasks.wait import wait_until


@flow(name="financial-reporting", flow_run_name="close {brief.period} {brief.entity}", persist_result=False)
@story
async def financial_reporting(brief: ReportingBrief) -> ReportingOutcome:
    """Close a period: figures, commentary, sign-off, delivery."""
    scheduled = scheduled_start()
    brief = brief.resolved(scheduled)
    case = await open_case(PROCESS, brief)
    await wait_until(case, step="business-day", when=work_begins(brief, scheduled))

    books = await load(case, brief)
    figures = await compute(case, brief, books, scheduled)

    async def draft(round: Round) -> Proposal:
        words = await commentary(case, figures, round.number)
        return await sign_off(case, brief, books, figures, words)

    decision = await approval(case, "release", draft, policy="finance-release")
    if not decision.approved:
        return await close_case(case, ReportingOutcome.not_released(brief, decision))
    receipts, late = await delivery(case, brief, books, decision.step)
    return await close_case(case, ReportingOutcome.released(brief, decision, receipts, late))
