"""What is looked up about the material variances before anybody writes: a plan, its calls, and what they found."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from prefect.logging import get_run_logger

from agents.finance_researcher import (
    FINANCE_RESEARCHER,
    MOST,
    OpenVariance,
    ResearchRequest,
    ToolCard,
    plan_by_rules,
)
from flows.financial_reporting.figures.financial_figures import FinancialFigures
from flows.financial_reporting.words.found import Found, found_by
from tasks.ask import ask
from tasks.carry_out import Carried, carry_out
from tasks.casebook.answers import frozen_answer
from tasks.casebook.cases import Case
from tasks.documents.folders import Reader, documents_and_people
from tasks.snapshot import Manifest, keep_model, kept_model, snapshot
from tasks.tools.offered import offered
from tasks.tools.plan import PlanRefused
from tasks.tools.views import views_of

PLANS = 2
"""Plans that are asked for; after as many refused ones the rules plan."""
PLANNING = tuple(f"research/{number}" for number in range(1, PLANS + 1))
"""The steps at which plans are asked for: the plan's number is no round's."""
_CODE = re.compile(r"[A-Za-z0-9.-]{1,20}")


async def research(case: Case, figures: FinancialFigures, number: int = 1) -> Found:
    """Return what the authors of round `number` rest on: what was found about the largest material variances.

    It is looked up once for a case, before any text from outside is read, and kept with its marks: whoever tells the
    round again finds the same, whatever has changed since. A later round gets of it what may still be read.
    """
    looked_into = {
        f"v{place}": one
        for place, one in enumerate(figures.material_variances[:MOST], 1)
        if _CODE.fullmatch(one.account)
    }
    if not looked_into:
        return Found()
    kept = await snapshot(case, partial(_found, case, figures, looked_into, number), step=f"research#{number}")
    return await kept_model(kept["found"], Found)


async def _found(case: Case, figures: FinancialFigures, looked_into: Mapping[str, Any], number: int) -> Manifest:
    before = await frozen_answer(case, f"research#{number - 1}") if number > 1 else None
    readable = _readable(case)
    if before is not None:
        return {"found": await keep_model((await kept_model(before["found"], Found)).within(readable))}
    if not readable:
        return {"found": await keep_model(Found())}
    carried = await _carried_out(case, await _request(case, figures, looked_into))
    gave_nothing = {name: refused.outcome for name, refused in carried.refused.items()} | carried.left_out
    for name, why in gave_nothing.items():  # no refusal's words: they may repeat what somebody outside wrote
        get_run_logger().warning("Case %s, look-up %s gave nothing: %s", case.id, name, why)
    return {"found": await keep_model(found_by(carried, {name: one.key for name, one in looked_into.items()}))}


def _readable(case: Case) -> frozenset[str]:
    """Return the folders that the researcher may read today."""
    documents, people = documents_and_people()
    return frozenset(documents.of(case.tenant, Reader(kind="agent", name=FINANCE_RESEARCHER.name), people))


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
    for number, step in enumerate(PLANNING, 1):
        planned = await ask(case, FINANCE_RESEARCHER, request, step=step)
        try:
            return await carry_out(case, FINANCE_RESEARCHER, planned.plan, step=f"look-up/{number}")
        except PlanRefused as refused:
            request = request.model_copy(update={"findings": tuple(refused.problems)})
    return await carry_out(case, FINANCE_RESEARCHER, plan_by_rules(request).plan, step=f"look-up/{PLANS + 1}")
