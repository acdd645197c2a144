"""The finance researcher: plans what to look up about material variances. It reads codes and figures, no words."""

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from agents.plan import Plan, PlannedCall
from agents.spec import Agent, AgentRequest, AgentResponse

MOST = 5
"""Variances that are looked into, the largest first."""
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]{1,20}$")]
"""An account's code: too short and plain to hold a sentence, so it tells a planner nothing to do."""


class OpenVariance(AgentRequest):
    """One material variance, without a word from the books."""

    id: str = Field(pattern=r"^v\d{1,2}$")
    account: Code
    actual: Decimal
    budget: Decimal


class ToolCard(AgentRequest):
    """One tool that may be planned with, in the words that people accepted."""

    name: str
    description: str
    arguments: dict[str, Any]
    """JSON schema of what it takes."""
    result: dict[str, Any]
    """JSON schema of what it gives."""


class ResearchRequest(AgentRequest):
    """What is to be explained, and what there is to find out with."""

    first: date
    last: date
    """The period's days, both inclusive."""
    variances: tuple[OpenVariance, ...]
    """Largest first."""
    tools: tuple[ToolCard, ...]
    views: tuple[str, ...]
    """Views that queries may read, with their columns: "accounts(account, name, type)"."""
    findings: tuple[str, ...] = ()
    """Why the plan before was refused."""


class Research(AgentResponse):
    """What to look up."""

    calls: tuple[PlannedCall, ...] = Field(
        max_length=2 * MOST, description="Calls of tools; the id of each begins with that of its variance: v1-memo."
    )

    @property
    def plan(self) -> Plan:
        return Plan(calls=self.calls)


def plan_by_rules(request: ResearchRequest) -> Research:
    """Return the plan by rules: for each variance what it is about, from the books, and the documents that speak of
    it.
    """
    if not {"query", "documents"} <= {tool.name for tool in request.tools}:
        return Research(calls=())
    return Research(calls=tuple(call for one in request.variances[:MOST] for call in _of(one, request)))


_MATTER = """
select left(name || ' ' || coalesce((
    select string_agg(description, ' ') from (
        select description from journal
        where account = '{account}' and date between date '{first}' and date '{last}'
        order by abs(base_amount) desc limit 2
    )
), ''), 400) as question
from accounts where code = '{account}'
"""
"""What a variance is about: the account's name and what its two largest postings say. The planner does not see it."""


def _of(variance: OpenVariance, request: ResearchRequest) -> tuple[PlannedCall, PlannedCall]:
    sql = _MATTER.format(account=variance.account, first=request.first, last=request.last)
    matter = PlannedCall(id=f"{variance.id}-matter", tool="query", arguments={"sql": sql})
    question = {"from": matter.id, "path": "/rows/0/question"}
    return matter, PlannedCall(id=f"{variance.id}-documents", tool="documents", arguments={"question": question})


def problems(request: ResearchRequest, response: Research) -> list[str]:
    """Return what a plan must mend: calls of no variance, names given twice, tools that were not offered."""
    known, offered = {one.id for one in request.variances}, {tool.name for tool in request.tools}
    found = [
        f"calls: '{name}' is the id of {times} calls: give each its own."
        for name, times in Counter(call.id for call in response.calls).items()
        if times > 1
    ]
    for call in response.calls:
        if call.id.partition("-")[0] not in known:
            found.append(f"calls: '{call.id}' begins with no variance's id: {', '.join(sorted(known))}.")
        if call.tool not in offered:
            found.append(f"calls: there is no tool '{call.tool}': {', '.join(sorted(offered)) or 'none was given'}.")
    return found


FINANCE_RESEARCHER = Agent(
    name="finance_researcher",
    title="Finance researcher",
    capabilities=frozenset({"plan what to look up about a variance"}),
    request=ResearchRequest,
    response=Research,
    baseline=plan_by_rules,
    check=problems,
    tier="fast",
    tools=frozenset({"query", "documents", "past_cases", "calculator", "dates"}),
)
