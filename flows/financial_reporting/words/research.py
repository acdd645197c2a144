"""What is looked up about the material variances before anybody writes: a plan, its calls, and what they found."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from prefect.logging import get_run_logger

from agents.document_passage import DocumentPassage
from agents.finance_researcher import (
    FINANCE_RESEARCHER,
    MOST,
    OpenVariance,
    ResearchRequest,
    ToolCard,
    plan_by_rules,
)
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from reports.canonical import canonical_json
from tasks.ask import ask
from tasks.carry_out import Carried, carry_out
from tasks.casebook.cases import Case
from tasks.documents.folders import Reader, documents_and_people
from tasks.tools.offered import offered
from tasks.tools.outcome import Used
from tasks.tools.plan import PlanRefused
from tasks.tools.views import views_of

Found = Mapping[str, tuple[DocumentPassage, ...]]
"""By the key of the variance, what bears on it."""

PLANS = 2
"""Plans that are asked for; after as many refused ones the rules plan."""
PASSAGES = 5
"""Of one look-up, the best first."""
LONGEST = 1200
"""Characters of a passage."""
_CODE = re.compile(r"[A-Za-z0-9.-]{1,20}")


async def research(case: Case, figures: FinancialFigures) -> Found:
    """Return what was found about the largest material variances; nothing where the researcher may read no folder.

    It is looked up once for a case, before any text from outside is read; later rounds and turns rest on the same.
    """
    looked_into = {
        f"v{number}": one
        for number, one in enumerate(figures.material_variances[:MOST], 1)
        if _CODE.fullmatch(one.account)
    }
    if not looked_into or not _may_read(case):
        return {}
    carried = await _carried_out(case, await _request(case, figures, looked_into))
    for name, refused in carried.refused.items():
        get_run_logger().warning("Case %s, look-up %s: %s", case.id, name, refused)
    return {one.key: tuple(_passages(number, carried)) for number, one in looked_into.items()}


def _may_read(case: Case) -> bool:
    documents, people = documents_and_people()
    return bool(documents.of(case.tenant, Reader(kind="agent", name=FINANCE_RESEARCHER.name), people))


async def _request(case: Case, figures: FinancialFigures, looked_into: Mapping[str, Any]) -> ResearchRequest:
    return ResearchRequest(
        first=figures.period.start,
        last=figures.period.end,
        variances=tuple(
            OpenVariance(id=number, account=one.account, actual=one.actual, budget=one.budget)
            for number, one in looked_into.items()
        ),
        tools=tuple(
            ToolCard(
                name=tool.name,
                description=tool.description,
                arguments=dict(tool.arguments),
                result=dict(tool.result),
            )
            for tool in await offered(FINANCE_RESEARCHER, case.tenant)
        ),
        views=tuple(f"{view}({', '.join(columns)})" for view, columns in (await views_of(case)).columns.items()),
    )


async def _carried_out(case: Case, request: ResearchRequest) -> Carried:
    """Carry a plan out; one that is refused goes back with the reasons, and at last the rules plan."""
    for number in range(1, PLANS + 1):
        planned = await ask(case, FINANCE_RESEARCHER, request, step=f"research#{number}")
        try:
            return await carry_out(case, FINANCE_RESEARCHER, planned.plan, step=f"look-up#{number}")
        except PlanRefused as refused:
            request = request.model_copy(update={"findings": tuple(refused.problems)})
    return await carry_out(case, FINANCE_RESEARCHER, plan_by_rules(request).plan, step=f"look-up#{PLANS + 1}")


def _passages(variance: str, carried: Carried) -> Iterator[DocumentPassage]:
    """Yield what the calls of a variance found, under the marks by which texts cite it."""
    found = (
        passage
        for name, used in sorted(carried.used.items())
        if name.partition("-")[0] == variance
        for passage in _read(used)
    )
    for number, (document, page, heading, text) in enumerate(found, 1):
        yield DocumentPassage(mark=f"P{number}", document=document, page=page, heading=heading, text=text[:LONGEST])


def _read(used: Used) -> Iterator[tuple[str, int | None, str, str]]:
    """Yield the document, page, heading and text of each thing a call gave; a name that only led on is none."""
    if used.tool == "documents":
        for each in used.value["passages"][:PASSAGES]:
            yield each["document"], each["page"], "".join(each["heading"][-1:]), each["text"]
    elif used.tool == "past_cases" or (used.tool == "query" and len(used.value["rows"]) > 1):
        yield used.tool.replace("_", " "), None, "", canonical_json(used.value).decode()
