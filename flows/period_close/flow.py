"""Close or reopen the books of an entity: one question to its controllers, and one effect."""

from typing import Literal, Self
from uuid import UUID

from prefect import flow
from pydantic import BaseModel

from flows.period_close.brief import PROCESS, PeriodBrief
from reports.document import Document, Fact, Section
from reports.text import paragraph
from tasks.approval import Round, approval
from tasks.books import SetClosedThrough
from tasks.case import close_case, open_case
from tasks.casebook.cases import Case
from tasks.decision import Decision
from tasks.perform import perform_all
from tasks.proposal import Proposal
from tasks.run import scheduled_start
from tasks.story import story


class PeriodOutcome(BaseModel, frozen=True, extra="forbid"):
    """What became of the request."""

    status: Literal["approved", "rejected", "expired"]
    case: UUID
    comment: str = ""

    @classmethod
    def of(cls, decision: Decision) -> Self:
        told = {"status": decision.status, "case": decision.case, "comment": decision.comment}
        return cls.model_validate(told)


@flow(name="period-close", flow_run_name="books through {brief.through}", persist_result=False)
@story
async def period_close(brief: PeriodBrief) -> PeriodOutcome:
    """Close or reopen an entity's books once its controllers have approved it."""
    case = await open_case(PROCESS, brief)

    async def draft(_: Round) -> Proposal:
        return _proposal(case, brief)

    decision = await approval(case, "close", draft, policy="period-close")
    if decision.approved:
        await perform_all(case, decision, step="apply")
    return await close_case(case, PeriodOutcome.of(decision))


def _proposal(case: Case, brief: PeriodBrief) -> Proposal:
    effect = SetClosedThrough(case=case.id, entity=brief.entity, through=brief.through)
    facts = (
        Fact(label="Entity", value=brief.entity or "all of the books"),
        Fact(label="Reason", value=brief.reason or "period end"),
    )
    document = Document(
        title="Reopening of the books" if brief.through is None else "Closing of the books",
        entity=brief.entity or "All of the books",
        period="all periods" if brief.through is None else f"through {brief.through:%d %B %Y}",
        dated=brief.through or scheduled_start().date(),
        facts=facts,
        sections=(Section(title="What is asked", blocks=(paragraph(effect.describe()),)),),
    )
    return Proposal(document=document, effects=(effect,), exposure=None)
